using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

/// <summary>Reads what a credential stands for, from credentials, principals and roles; to be run on one snapshot.</summary>
internal static class GrantTable
{
    public static async Task<Grant?> FindAsync(DbConnection connection, string credential)
    {
        if (Credentials.BuildId(credential) is { } buildId)
        {
            return await FindOfBuildAsync(connection, buildId);
        }

        var counter = await ChangeCounterTable.ReadAsync(connection);
        var (table, id) = Credentials.ApiKeyId(credential) is { } keyId
            ? ("api_key", keyId)
            : ("access_token", Credentials.AccessTokenId(credential));
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT p.id AS PrincipalId, p.name, p.kind, c.environment_id AS EnvironmentId, c.expires_at AS ExpiresAt,"
            + $" c.revoked_at AS RevokedAt FROM {table} c JOIN principal p ON p.id = c.principal_id WHERE c.id = @id",
            new { id });
        if (row is null)
        {
            return null;
        }

        var assignments = await connection.QueryAsync<(string EnvironmentId, string? EnvironmentName, string Role)>(
            "SELECT r.environment_id, e.name, r.role FROM role_assignment r LEFT JOIN environment e ON e.id = r.environment_id"
            + " WHERE r.principal_id = @PrincipalId", row);
        var roles = assignments.Select(r => (r.EnvironmentId, r.EnvironmentName, Role: Roles.Parse(r.Role)))
            .Where(r => !r.Role.IsRefused) // A role that this version does not know grants nothing.
            .ToList();
        return new Grant(
            counter,
            credential,
            new Principal(row.PrincipalId, row.Name, PrincipalKinds.Parse(row.Kind)),
            new GrantScope(row.EnvironmentId),
            StoreTime.From(row.ExpiresAt),
            row.RevokedAt is not null,
            roles.ToDictionary(r => r.EnvironmentId, r => r.Role.Value),
            new Permissions([.. roles.Select(r => r.Role.Value.ToPolicy([row.Name], r.EnvironmentName ?? r.EnvironmentId))]));
    }

    // What the credential that started the build is good for, within the build's bounds.
    private static async Task<Grant?> FindOfBuildAsync(DbConnection connection, string buildId)
    {
        if (await ModelBuildTable.FindAsync(connection, buildId) is not { } build
            || await FindAsync(connection, await ModelBuildTable.CredentialAsync(connection, buildId)) is not { } owner)
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

    private sealed class Row
    {
        public string PrincipalId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public string? EnvironmentId { get; init; }

        public long? ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }
    }
}
