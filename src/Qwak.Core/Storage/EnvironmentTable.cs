using System.Data.Common;
using Dapper;
using Qwak.Core.Environments;

namespace Qwak.Core.Storage;

internal static class EnvironmentTable
{
    public static async Task<IReadOnlyList<SecretEnvironment>> ListAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            "SELECT id, name, edge_address AS EdgeAddress, is_default AS IsDefault, created_at AS CreatedAt FROM environment ORDER BY name");
        return [.. rows.Select(r => new SecretEnvironment(r.Id, r.Name, r.EdgeAddress, r.IsDefault != 0, StoreTime.From(r.CreatedAt)))];
    }

    public static Task InsertAsync(DbConnection connection, SecretEnvironment environment) => connection.ExecuteAsync(
        "INSERT INTO environment (id, name, edge_address, is_default, created_at) VALUES (@Id, @Name, @EdgeAddress, @IsDefault, @CreatedAt)",
        new
        {
            environment.Id,
            environment.Name,
            environment.EdgeAddress,
            IsDefault = environment.IsDefault ? 1 : 0,
            CreatedAt = StoreTime.To(environment.CreatedAt),
        });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string? EdgeAddress { get; init; }

        public int IsDefault { get; init; }

        public long CreatedAt { get; init; }
    }
}
