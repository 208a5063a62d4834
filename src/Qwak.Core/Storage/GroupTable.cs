using System.Data.Common;
using Dapper;

namespace Qwak.Core.Storage;

/// <summary>Groups of principals, and who is in them.</summary>
internal static class GroupTable
{
    public static Task<string?> FindAsync(DbConnection connection, string name) =>
        connection.ExecuteScalarAsync<string?>("SELECT id FROM principal_group WHERE name = @name", new { name });

    public static Task InsertAsync(DbConnection connection, string name, DateTimeOffset createdAt) => connection.ExecuteAsync(
        "INSERT INTO principal_group (id, name, created_at) VALUES (@id, @name, @createdAt)",
        new { id = RandomId.New(), name, createdAt = StoreTime.To(createdAt) });

    public static Task DeleteAsync(DbConnection connection, string id) => connection.ExecuteAsync(
        "DELETE FROM group_member WHERE group_id = @id; DELETE FROM principal_group WHERE id = @id", new { id });

    public static async Task<bool> HasMemberAsync(DbConnection connection, string id, string principalId) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM group_member WHERE group_id = @id AND principal_id = @principalId", new { id, principalId }) > 0;

    public static Task AddMemberAsync(DbConnection connection, string id, string principalId) => connection.ExecuteAsync(
        "INSERT INTO group_member (group_id, principal_id) VALUES (@id, @principalId)", new { id, principalId });

    public static Task RemoveMemberAsync(DbConnection connection, string id, string principalId) => connection.ExecuteAsync(
        "DELETE FROM group_member WHERE group_id = @id AND principal_id = @principalId", new { id, principalId });

    public static async Task<IReadOnlyList<(string Name, string? Member)>> ListAsync(DbConnection connection) =>
        [.. await connection.QueryAsync<(string, string?)>(
            "SELECT g.name, p.name FROM principal_group g LEFT JOIN group_member m ON m.group_id = g.id"
            + " LEFT JOIN principal p ON p.id = m.principal_id ORDER BY g.name, p.name")];
}
