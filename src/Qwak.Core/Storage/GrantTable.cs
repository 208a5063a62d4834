using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

/// <summary>Reads what a credential stands for; to be run on the snapshot that the rules are of.</summary>
internal static class GrantTable
{
    public static async Task<Grant?> FindAsync(DbConnection connection, string credential, AccessRules rules)
    {
        if (Credentials.BuildId(credential) is { } buildId)
        {
            return await FindOfBuildAsync(connection, buildId, rules);
        }

        if (Credentials.OidcLoginId(credential) is { } loginId)
        {
            return await FindOfOidcLoginAsync(connection, credential, loginId, rules);
        }

        var counter = await ChangeCounterTable.ReadAsync(connection);
        var (table, id) = Credentials.ApiKeyId(credential) is { } keyId
            ? ("api_key", keyId)
            : ("access_token", Credentials.AccessTokenId(credential));
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT p.id AS PrincipalId, p.name, p.kind, p.deleted_at AS DeletedAt, c.environment_id AS EnvironmentId,"
            + $" c.expires_at AS ExpiresAt, c.revoked_at AS RevokedAt FROM {table} c JOIN principal p ON p.id = c.principal_id WHERE c.id = @id",
            new { id });
        if (row is null)
        {
            return null;
        }

        var principal = new Principal(row.PrincipalId, row.Name, PrincipalKinds.Parse(row.Kind));
        return new Grant(
            counter, credential, principal, new GrantScope(row.EnvironmentId), StoreTime.From(row.ExpiresAt),
            row.RevokedAt is not null || row.DeletedAt is not null, rules.Roles(principal), rules.Permissions(principal));
    }

    // What the credential that started the build is good for, within the build's bounds.
    private static async Task<Grant?> FindOfBuildAsync(DbConnection connection, string buildId, AccessRules rules)
    {
        if (await ModelBuildTable.FindAsync(connection, buildId) is not { } build
            || await FindAsync(connection, build.Credential, rules) is not { } owner)
        {
            return null;
        }

        return owner with
        {
            Credential = Credentials.OfBuild(buildId),
            Scope = owner.Scope.Within(build.EnvironmentId, Operation.List | Operation.Read, build.Declared.Count == 0 ? null : build.Declared),
            IsRevoked = owner.IsRevoked || !build.IsRunning,
            BuildId = buildId,
        };
    }

    // What its rule says now; nothing once the rule or whom it names is gone.
    private static async Task<Grant?> FindOfOidcLoginAsync(DbConnection connection, string credential, string id, AccessRules rules)
    {
        if (await OidcLoginTable.FindAsync(connection, id) is not var (login, _)
            || rules.FindIdentityRule(login.RuleId) is not { } rule
            || await PrincipalTable.FindAsync(connection, rule.PrincipalId) is not { } principal)
        {
            return null;
        }

        return new Grant(
            await ChangeCounterTable.ReadAsync(connection), credential, principal, new GrantScope(EnvironmentId: null), login.ExpiresAt,
            IsRevoked: false, rules.Roles(principal), rules.Permissions(principal));
    }

    private sealed class Row
    {
        public string PrincipalId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public long? DeletedAt { get; init; }

        public string? EnvironmentId { get; init; }

        public long? ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }
    }
}
