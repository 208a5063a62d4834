namespace Qwak.Clients.Administration;

/// <summary>An environment: an isolation boundary such as development or production.</summary>
/// <param name="Id">Random 128-bit id, hexadecimal.</param>
/// <param name="Name">Unique name.</param>
/// <param name="EdgeAddress"><c>host:port</c> at which clients reach it.</param>
/// <param name="IsDefault">Whether it is the one made at the first start.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record EnvironmentProperties(string Id, string Name, string? EdgeAddress, bool IsDefault, DateTimeOffset CreatedAt)
{
    /// <summary>Whether its secrets can only be deleted, and not purged before their retention is over. Never taken back.</summary>
    public bool HasPurgeProtection { get; init; }
}

/// <summary>An API key without its text.</summary>
/// <param name="Id">The key's public id.</param>
/// <param name="User">Name of the principal that it belongs to.</param>
/// <param name="Environment">The only environment that it may be used in; null for any.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null when it does not expire.</param>
/// <param name="RevokedAt">UTC; null while it is good.</param>
public sealed record ApiKeyProperties(
    string Id, string User, string? Environment, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>A long-lived access token without its text.</summary>
/// <param name="Id">The token's id (<c>jti</c>).</param>
/// <param name="User">Name of the principal that it belongs to.</param>
/// <param name="Environment">The only environment that it may be used in; null for any.</param>
/// <param name="Description">What it is for.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="RevokedAt">UTC; null while it is good.</param>
public sealed record AccessTokenProperties(
    string Id, string User, string? Environment, string? Description,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>A role that a principal has in an environment.</summary>
/// <param name="User">Name of the principal.</param>
/// <param name="Environment">Name of the environment, or <c>*</c> for all.</param>
/// <param name="Role"><c>admin</c>, <c>member</c>, <c>reader</c>, <c>auditor</c> or <c>builder</c>.</param>
public sealed record RoleAssignment(string User, string Environment, string Role);

/// <summary>Who the caller is to the service.</summary>
/// <param name="Id">The principal's id.</param>
/// <param name="Name">The principal's name.</param>
/// <param name="Kind"><c>user</c> or <c>service-account</c>.</param>
/// <param name="Environment">The environment that a request like this one acts in; null when it cannot be told.</param>
/// <param name="Roles">All roles of the principal.</param>
public sealed record WhoAmI(string Id, string Name, string Kind, string? Environment, IReadOnlyList<RoleAssignment> Roles);

/// <summary>One event of the audit trail.</summary>
/// <param name="Writer">The chain that it belongs to.</param>
/// <param name="Sequence">Its position in that chain, from 1, without gaps.</param>
/// <param name="Time">UTC.</param>
/// <param name="Principal">Name of who asked; null for a caller who was not authenticated.</param>
/// <param name="Action">What was asked, such as <c>secret.read</c>.</param>
/// <param name="Environment">Name of the environment, where there is one.</param>
/// <param name="Name">What it was asked of: a secret's name, a key's id.</param>
/// <param name="Version">The secret's version, where one was read or made.</param>
/// <param name="Outcome"><c>ok</c>, <c>unchanged</c>, or the code of the refusal.</param>
/// <param name="Address">Address of the caller.</param>
/// <param name="RequestId">Id of the request, as in the answer's <c>x-request-id</c>.</param>
/// <param name="Count">How many like events it stands for; more than 1 only for coalesced anonymous refusals.</param>
public sealed record AuditEventRecord(
    int Writer, long Sequence, DateTimeOffset Time, string? Principal, string Action, string? Environment,
    string? Name, int? Version, string Outcome, string? Address, string? RequestId, int Count)
{
    /// <summary>Id of who asked: stays when a name is given to somebody else.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>Which credential was used: <c>key:ID</c> or <c>token:ID</c>.</summary>
    public string? Credential { get; init; }

    /// <summary>Random id of the row that was changed.</summary>
    public string? RowId { get; init; }

    /// <summary>The row's revision after the change.</summary>
    public long? Revision { get; init; }

    /// <summary>SHA-256 of the event and the one before it, in hexadecimal.</summary>
    public string? Hash { get; init; }
}
