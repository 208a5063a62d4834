using Qwak.Clients.Administration;
using Qwak.Clients.ModelBuilds;

namespace Qwak.Rest;

// Bodies that carry a value are classes, not records: a record prints all its members.

/// <summary>Body of <c>PUT /api/v1/environments/{environment}/secrets/{name}</c>.</summary>
internal sealed class SetSecretBody
{
    /// <summary>The new value; any text up to the server's limit (1 MiB of UTF-8 by default).</summary>
    public string? Value { get; init; }

    /// <summary>When given, the set succeeds only if this is the current version (0: there is none).</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>
    /// Opens each data source that uses the secret with the new value first. When one fails nothing is set, and the answer
    /// (422) names it and why.
    /// </summary>
    public bool Check { get; init; }

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

/// <summary>Answer of a set: the properties, whether the value was the current one already, and the data sources that were checked.</summary>
internal sealed record SetSecretAnswer(
    string Name,
    string Environment,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string CreatedBy,
    string UpdatedBy,
    bool Unchanged,
    IReadOnlyList<CheckedDataSource>? Checks = null);

/// <summary>Who used which versions of a secret, as the command line prints it.</summary>
internal sealed record SecretUses(IReadOnlyList<BuildSecretUse> Items, IReadOnlyList<DataSourceSecretUse> DataSources);

/// <summary>Body of <c>PATCH …/secrets/{name}</c>: what is null stays; an empty text or list removes what is there.</summary>
internal sealed record UpdateSecretBody(
    string? Description = null, string? Owner = null, IReadOnlyList<string>? Tags = null, DateTimeOffset? ExpiresAt = null,
    bool? NeverExpires = null, bool? IsSensitive = null);

/// <summary>Body of <c>POST …/secrets/{name}/restore</c>: which versions; null takes the last deletion back.</summary>
internal sealed record RestoreSecretBody(IReadOnlyList<int>? Versions = null);

/// <summary>Body of <c>POST …/secrets/import</c>.</summary>
internal sealed class ImportSecretsBody
{
    /// <summary>Up to 500 secrets.</summary>
    public IReadOnlyList<ImportedSecretBody>? Secrets { get; init; }

    /// <summary>Tells what would happen and changes nothing.</summary>
    public bool DryRun { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>A secret of an import.</summary>
internal sealed class ImportedSecretBody
{
    public string? Name { get; init; }

    public string? Value { get; init; }

    public override string ToString() => "[redacted]";
}
