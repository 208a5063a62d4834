namespace Qwak.Rest;

// Bodies that carry a value are classes, not records: a record prints all its members.

/// <summary>Body of <c>PUT /api/v1/environments/{environment}/secrets/{name}</c>.</summary>
internal sealed class SetSecretBody
{
    /// <summary>The new value; any text up to the server's limit (1 MiB of UTF-8 by default).</summary>
    public string? Value { get; init; }

    /// <summary>When given, the set succeeds only if this is the current version (0: there is none).</summary>
    public int? ExpectedVersion { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Answer of <c>GET …/secrets/{name}/value</c>.</summary>
internal sealed class SecretValueBody
{
    public required string Name { get; init; }

    public required int Version { get; init; }

    public required string Value { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Answer of a set: the properties, and whether the value was the current one already.</summary>
internal sealed record SetSecretAnswer(
    string Name,
    string Environment,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string CreatedBy,
    string UpdatedBy,
    bool Unchanged);
