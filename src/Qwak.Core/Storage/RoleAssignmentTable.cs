using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

/// <summary>The one role that a principal has in an environment, or in all (<c>*</c>).</summary>
internal static class RoleAssignmentTable
{
    public static Task SetAsync(DbConnection connection, string principalId, string environmentId, Role role) => connection.ExecuteAsync(
        "INSERT INTO role_assignment (principal_id, environment_id, role) VALUES (@principalId, @environmentId, @role)"
        + " ON CONFLICT (principal_id, environment_id) DO UPDATE SET role = excluded.role",
        new { principalId, environmentId, role = role.Text() });

    public static async Task<bool> IsThereAsync(DbConnection connection, string principalId, string environmentId) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM role_assignment WHERE principal_id = @principalId AND environment_id = @environmentId",
            new { principalId, environmentId }) > 0;

    public static Task DeleteAsync(DbConnection connection, string principalId, string environmentId) => connection.ExecuteAsync(
        "DELETE FROM role_assignment WHERE principal_id = @principalId AND environment_id = @environmentId",
        new { principalId, environmentId });

    public static async Task<IReadOnlyList<(string User, string EnvironmentId, string Role)>> ListAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<(string, string, string)>(
            "SELECT p.name, r.environment_id, r.role FROM role_assignment r JOIN principal p ON p.id = r.principal_id"
            + " ORDER BY p.name, r.environment_id");
        return [.. rows];
    }

    /// <summary>Ids of the administrators of all environments.</summary>
    public static async Task<IReadOnlyList<string>> AdministratorsAsync(DbConnection connection) =>
        [.. await connection.QueryAsync<string>(
            "SELECT principal_id FROM role_assignment WHERE environment_id = '*' AND role = 'admin'")];
}
