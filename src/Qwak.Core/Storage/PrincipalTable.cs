using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

/// <summary>Users and service accounts. A deleted one keeps its row, and its name keeps its id when it is made again.</summary>
internal static class PrincipalTable
{
    private const string Columns = "SELECT id, name, kind FROM principal";

    public static async Task<Principal?> FindByNameAsync(DbConnection connection, string name) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Columns} WHERE name = @name AND deleted_at IS NULL", new { name }))?.ToPrincipal();

    public static async Task<Principal?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Columns} WHERE id = @id AND deleted_at IS NULL", new { id }))?.ToPrincipal();

    public static async Task<IReadOnlyList<Principal>> ListAsync(DbConnection connection, PrincipalKind kind) =>
        [.. (await connection.QueryAsync<Row>(
            $"{Columns} WHERE kind = @kind AND deleted_at IS NULL ORDER BY name", new { kind = kind.Text() })).Select(row => row.ToPrincipal())];

    /// <summary>Names by id, those of deleted principals too: their keys and tokens are still listed.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NamesAsync(DbConnection connection) =>
        (await AllAsync(connection)).ToDictionary(pair => pair.Key, pair => pair.Value.Name);

    /// <summary>All by id, deleted ones too.</summary>
    public static async Task<IReadOnlyDictionary<string, Principal>> AllAsync(DbConnection connection) =>
        (await connection.QueryAsync<Row>(Columns)).ToDictionary(row => row.Id, row => row.ToPrincipal());

    public static Task InsertAsync(DbConnection connection, Principal principal, DateTimeOffset createdAt) => connection.ExecuteAsync(
        "INSERT INTO principal (id, name, kind, created_at) VALUES (@Id, @Name, @kind, @createdAt)"
        + " ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, created_at = excluded.created_at, deleted_at = NULL",
        new { principal.Id, principal.Name, kind = principal.Kind.Text(), createdAt = StoreTime.To(createdAt) });

    /// <summary>Deletes a principal with their roles, memberships and identity rules.</summary>
    public static Task DeleteAsync(DbConnection connection, string id, DateTimeOffset now) => connection.ExecuteAsync(
        "DELETE FROM role_assignment WHERE principal_id = @id; DELETE FROM group_member WHERE principal_id = @id;"
        + " DELETE FROM identity_rule WHERE principal_id = @id;"
        + " UPDATE principal SET deleted_at = @now WHERE id = @id",
        new { id, now = StoreTime.To(now) });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public Principal ToPrincipal() => new(Id, Name, PrincipalKinds.Parse(Kind));
    }
}
