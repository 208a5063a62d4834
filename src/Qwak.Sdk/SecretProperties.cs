namespace Qwak;

/// <summary>Everything about a secret except its value: there is no field that could hold one.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Environment">Name of the environment that it belongs to.</param>
/// <param name="Version">Number of the current version, from 1.</param>
/// <param name="CreatedAt">When the secret was first set, UTC.</param>
/// <param name="UpdatedAt">When the current version was set, UTC.</param>
/// <param name="CreatedBy">Name of the principal who first set it.</param>
/// <param name="UpdatedBy">Name of the principal who set the current version.</param>
/// <param name="IsSensitive">False for a value that need not be hidden in logs, such as a user name. Sensitive when a service does not say.</param>
public sealed record SecretProperties(
    string Name,
    string Environment,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string CreatedBy,
    string UpdatedBy,
    bool IsSensitive = true)
{
    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers for it; null when nobody said.</summary>
    public string? Owner { get; init; }

    /// <summary>Words to find it by, in order; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <summary>When its value should have been replaced, UTC; null for never. It is still served afterwards.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When its value was last read or used, UTC; null for never, and in lists. It lags by about a second.</summary>
    public DateTimeOffset? LastReadAt { get; init; }

    /// <summary>Name of who last read or used it; null as <see cref="LastReadAt"/>.</summary>
    public string? LastReadBy { get; init; }

    /// <summary>When it was deleted, UTC; null while it is not. Until its retention is over it can be restored.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
