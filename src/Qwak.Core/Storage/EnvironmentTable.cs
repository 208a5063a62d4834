using System.Data.Common;
using Dapper;
using Qwak.Core.Environments;

namespace Qwak.Core.Storage;

internal static class EnvironmentTable
{
    public static async Task<IReadOnlyList<SecretEnvironment>> ListAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            "SELECT id, name, edge_address AS EdgeAddress, is_default AS IsDefault, created_at AS CreatedAt,"
            + " has_purge_protection AS HasPurgeProtection FROM environment ORDER BY name");
        return [.. rows.Select(r => new SecretEnvironment(r.Id, r.Name, r.EdgeAddress, r.IsDefault != 0, StoreTime.From(r.CreatedAt))
        {
            HasPurgeProtection = r.HasPurgeProtection != 0,
        })];
    }

    public static Task InsertAsync(DbConnection connection, SecretEnvironment environment) => connection.ExecuteAsync(
        "INSERT INTO environment (id, name, edge_address, is_default, created_at, has_purge_protection)"
        + " VALUES (@Id, @Name, @EdgeAddress, @IsDefault, @CreatedAt, @HasPurgeProtection)",
        new
        {
            environment.Id,
            environment.Name,
            environment.EdgeAddress,
            IsDefault = environment.IsDefault ? 1 : 0,
            CreatedAt = StoreTime.To(environment.CreatedAt),
            HasPurgeProtection = environment.HasPurgeProtection ? 1 : 0,
        });

    /// <summary>Protects its secrets from being purged; there is no way back.</summary>
    public static Task ProtectAsync(DbConnection connection, string id) =>
        connection.ExecuteAsync("UPDATE environment SET has_purge_protection = 1 WHERE id = @id", new { id });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string? EdgeAddress { get; init; }

        public int IsDefault { get; init; }

        public long CreatedAt { get; init; }

        public int HasPurgeProtection { get; init; }
    }
}
