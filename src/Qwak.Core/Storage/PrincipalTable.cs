using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

internal static class PrincipalTable
{
    private const string Columns = "SELECT id, name, kind FROM principal";

    public static async Task<Principal?> FindByNameAsync(DbConnection connection, string name) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Columns} WHERE name = @name", new { name }))?.ToPrincipal();

    /// <summary>Names by id.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NamesAsync(DbConnection connection) =>
        (await connection.QueryAsync<Row>(Columns)).ToDictionary(row => row.Id, row => row.Name);

    public static Task InsertAsync(DbConnection connection, Principal principal, DateTimeOffset createdAt) => connection.ExecuteAsync(
        "INSERT INTO principal (id, name, kind, created_at) VALUES (@Id, @Name, @kind, @createdAt)",
        new { principal.Id, principal.Name, kind = principal.Kind.Text(), createdAt = StoreTime.To(createdAt) });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public Principal ToPrincipal() => new(Id, Name, PrincipalKinds.Parse(Kind));
    }
}
