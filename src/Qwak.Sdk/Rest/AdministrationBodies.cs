namespace Qwak.Rest;

/// <summary>Body of <c>POST /api/v1/environments</c>.</summary>
internal sealed record CreateEnvironmentBody(string? Name, string? EdgeAddress = null, bool PurgeProtection = false);

/// <summary>Body of <c>PUT /api/v1/environments/{environment}/purge-protection</c>: nothing to say.</summary>
internal sealed record ProtectEnvironmentBody;

/// <summary>Body of <c>POST /api/v1/api-keys</c>. A user who does not exist yet is created with the role.</summary>
internal sealed record GenerateApiKeyBody(
    string? User, string? Environment = null, string? Role = null, bool Force = false, int? ExpiresInDays = null);

/// <summary>Body of <c>POST /api/v1/access-tokens</c>.</summary>
internal sealed record CreateAccessTokenBody(
    string? User = null, string? Environment = null, string? Description = null, int? ExpiresInDays = null);

/// <summary>Body of <c>PUT /api/v1/role-assignments/{user}/{environment}</c>.</summary>
internal sealed record GrantRoleBody(string? Role);

/// <summary>Body of <c>POST /api/v1/users</c>, <c>/service-accounts</c> and <c>/groups</c>.</summary>
internal sealed record NameBody(string? Name);

/// <summary>Answer of <c>POST /api/v1/api-keys</c>: the only time the key is shown.</summary>
internal sealed class GenerateApiKeyAnswer
{
    public required string Id { get; init; }

    public required string ApiKey { get; init; }

    public required string User { get; init; }

    public string? Environment { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Answer of <c>POST /api/v1/access-tokens</c>: the only time the token is shown.</summary>
internal sealed class CreateAccessTokenAnswer
{
    public required string Id { get; init; }

    public required string AccessToken { get; init; }

    public required string User { get; init; }

    public string? Environment { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public override string ToString() => "[redacted]";
}
