namespace Qwak.Core.Secrets;

/// <summary>The current value of a secret, or one that may become it, for a part of the service, and where that part may send it.</summary>
internal sealed class UsedSecret(int? version, SecretValue value, IReadOnlyList<Destination> destinations) : IDisposable
{
    /// <summary>Null for a value that is not stored.</summary>
    public int? Version { get; } = version;

    public SecretValue Value { get; } = value;

    public IReadOnlyList<Destination> Destinations { get; } = destinations;

    public override string ToString() => "[redacted]";

    public void Dispose() => Value.Dispose();
}
