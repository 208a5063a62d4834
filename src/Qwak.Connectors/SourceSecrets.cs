using Qwak.Connectors.Network;

namespace Qwak.Connectors;

/// <summary>The values a source's secrets have, by name. They are revealed only where a driver takes them.</summary>
internal sealed class SourceSecrets(IReadOnlyDictionary<string, SecretValue> values, DestinationGuard guard)
{
    /// <exception cref="ConnectorException">The value is missing, or the secret has no destinations.</exception>
    public SecretValue this[string name] =>
        !values.TryGetValue(name, out var value)
            ? throw new ConnectorException(ConnectorFailure.Definition, $"The secret '{name}', which the source names, has no value here.")
            : guard.Knows(name)
            ? value
            : throw new ConnectorException(ConnectorFailure.RefusedDestination, $"The secret '{name}' is bound to no destination.");

    public override string ToString() => $"{values.Count} secrets [redacted]";
}
