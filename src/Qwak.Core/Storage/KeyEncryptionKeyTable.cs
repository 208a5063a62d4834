using System.Data.Common;
using Dapper;
using Qwak.Core.Encryption;

namespace Qwak.Core.Storage;

/// <summary>The keyring as stored: each key under the seal.</summary>
internal static class KeyEncryptionKeyTable
{
    public static async Task<IReadOnlyList<SealedKey>> ListAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            "SELECT id, seal_id AS SealId, sealed_key AS Bytes, is_active AS IsActive FROM key_encryption_key ORDER BY created_at");
        return [.. rows.Select(row => new SealedKey(row.Id, row.SealId, row.Bytes, row.IsActive != 0))];
    }

    public static Task InsertAsync(DbConnection connection, SealedKey key, DateTimeOffset createdAt) => connection.ExecuteAsync(
        "INSERT INTO key_encryption_key (id, seal_id, sealed_key, is_active, uses, created_at)"
        + " VALUES (@Id, @SealId, @Bytes, @IsActive, 0, @createdAt)",
        new { key.Id, key.SealId, key.Bytes, IsActive = key.IsActive ? 1 : 0, createdAt = StoreTime.To(createdAt) });

    /// <summary>Counts one encryption under the key.</summary>
    /// <returns>False when the key has reached its bound and must not be used any more.</returns>
    public static async Task<bool> CountUseAsync(DbConnection connection, string keyId, long maximum) =>
        await connection.ExecuteAsync(
            "UPDATE key_encryption_key SET uses = uses + 1 WHERE id = @keyId AND uses < @maximum", new { keyId, maximum }) == 1;

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string SealId { get; init; } = "";

        public byte[] Bytes { get; init; } = [];

        public int IsActive { get; init; }
    }
}
