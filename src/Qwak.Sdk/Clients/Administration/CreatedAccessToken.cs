using System.Diagnostics;

namespace Qwak.Clients.Administration;

/// <summary>A new long-lived access token. Its text is not shown again.</summary>
[DebuggerDisplay("[redacted]")]
public sealed class CreatedAccessToken
{
    /// <summary>The token's id (<c>jti</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The token itself.</summary>
    public required SecretValue AccessToken { get; init; }

    /// <summary>Name of the principal that it belongs to.</summary>
    public required string User { get; init; }

    /// <summary>The only environment that it may be used in; null for any.</summary>
    public string? Environment { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
