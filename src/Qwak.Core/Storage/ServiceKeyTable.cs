using System.Data.Common;
using Dapper;
using Qwak.Core.Encryption;

namespace Qwak.Core.Storage;

/// <summary>The service's own keys (token signing, key hashing, checkpoints), each under a key-encryption key.</summary>
internal static class ServiceKeyTable
{
    public static async Task<IReadOnlyList<WrappedServiceKey>> ListAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            "SELECT id, purpose, key_id AS KeyId, wrapped_key AS Wrapped FROM service_key ORDER BY created_at DESC, id");
        return [.. rows.Select(row => new WrappedServiceKey(row.Id, row.Purpose, row.KeyId, row.Wrapped))];
    }

    public static Task InsertAsync(DbConnection connection, WrappedServiceKey key, DateTimeOffset createdAt) => connection.ExecuteAsync(
        "INSERT INTO service_key (id, purpose, key_id, wrapped_key, created_at) VALUES (@Id, @Purpose, @KeyId, @Wrapped, @createdAt)",
        new { key.Id, key.Purpose, key.KeyId, key.Wrapped, createdAt = StoreTime.To(createdAt) });

    /// <summary>Replaces what wraps a key.</summary>
    public static Task RewrapAsync(DbConnection connection, WrappedServiceKey key) => connection.ExecuteAsync(
        "UPDATE service_key SET key_id = @KeyId, wrapped_key = @Wrapped WHERE id = @Id", new { key.Id, key.KeyId, key.Wrapped });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Purpose { get; init; } = "";

        public string KeyId { get; init; } = "";

        public byte[] Wrapped { get; init; } = [];
    }
}
