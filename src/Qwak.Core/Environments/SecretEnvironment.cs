namespace Qwak.Core.Environments;

/// <summary>An isolation boundary, such as development or production.</summary>
/// <param name="Id">Random id, part of what every ciphertext in it is bound to.</param>
/// <param name="Name">Unique name.</param>
/// <param name="EdgeAddress"><c>host:port</c> that clients dial to reach it; null when none is registered.</param>
/// <param name="IsDefault">Whether it was made at the first start.</param>
/// <param name="CreatedAt">UTC.</param>
internal sealed record SecretEnvironment(string Id, string Name, string? EdgeAddress, bool IsDefault, DateTimeOffset CreatedAt)
{
    /// <summary>Whether its secrets can only be deleted, and not purged before their retention is over. Never taken back.</summary>
    public bool HasPurgeProtection { get; init; }
}
