namespace Qwak.Clients.SecretService;

/// <summary>On which condition to set a secret.</summary>
public sealed class SetSecretOptions
{
    /// <summary>The version that must be the current one, 0 for none: else the set is refused (<see cref="QwakErrorCodes.VersionConflict"/>). Null: whichever it is.</summary>
    public int? ExpectedVersion { get; set; }
}

/// <summary>What a set came to.</summary>
/// <param name="Version">Number of the current version now; null when the service does not say.</param>
/// <param name="Unchanged">Whether the value was the current one already, so that there is no new version.</param>
public sealed record SetSecretResult(int? Version, bool Unchanged);
