using System.Diagnostics;

namespace Qwak.Clients.Administration;

/// <summary>A new API key. Its text is not shown again.</summary>
[DebuggerDisplay("[redacted]")]
public sealed class GeneratedApiKey
{
    /// <summary>The key's public id.</summary>
    public required string Id { get; init; }

    /// <summary>The key itself.</summary>
    public required SecretValue ApiKey { get; init; }

    /// <summary>Name of the principal that it belongs to.</summary>
    public required string User { get; init; }

    /// <summary>The only environment that it may be used in; null for any.</summary>
    public string? Environment { get; init; }

    /// <summary>UTC; null when it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
