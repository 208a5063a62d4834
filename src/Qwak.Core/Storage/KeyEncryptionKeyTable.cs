using System.Data.Common;
using Dapper;
using Qwak.Core.Encryption;
using Qwak.Rest;

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

    /// <summary>Counts encryptions under the key. Until this commits no rotation does, so that none lands under an older key.</summary>
    /// <returns>False when the key is not active any more, or would go beyond its bound: it must not be used.</returns>
    public static async Task<bool> CountUsesAsync(DbConnection connection, string keyId, int count, long maximum) =>
        await connection.ExecuteAsync(
            "UPDATE key_encryption_key SET uses = uses + @count WHERE id = @keyId AND is_active = 1 AND uses + @count <= @maximum",
            new { keyId, count, maximum }) == 1;

    /// <summary>Id of the seal that the active key is under; null when none is active.</summary>
    public static Task<string?> SealIdAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<string?>("SELECT seal_id FROM key_encryption_key WHERE is_active = 1");

    /// <summary>How often the active key was used.</summary>
    public static Task<long> ActiveUsesAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>("SELECT uses FROM key_encryption_key WHERE is_active = 1");

    /// <summary>Makes a key the active one.</summary>
    public static async Task RotateAsync(DbConnection connection, SealedKey key, DateTimeOffset now)
    {
        await connection.ExecuteAsync("UPDATE key_encryption_key SET is_active = 0 WHERE is_active = 1");
        await InsertAsync(connection, key, now);
    }

    /// <summary>Puts the same key under another seal.</summary>
    public static Task ResealAsync(DbConnection connection, SealedKey key) => connection.ExecuteAsync(
        "UPDATE key_encryption_key SET seal_id = @SealId, sealed_key = @Bytes WHERE id = @Id", new { key.Id, key.SealId, key.Bytes });

    /// <summary>Destroys the keys that nothing is under any more, but for the active one.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> DestroyUnusedAsync(DbConnection connection) => connection.ExecuteAsync(
        "DELETE FROM key_encryption_key WHERE is_active = 0"
        + " AND NOT EXISTS (SELECT 1 FROM secret_version v WHERE v.key_id = key_encryption_key.id)"
        + " AND NOT EXISTS (SELECT 1 FROM service_key s WHERE s.key_id = key_encryption_key.id)");

    /// <summary>All keys, with how many versions are under each; the oldest first.</summary>
    public static async Task<IReadOnlyList<KeyProperties>> StatusAsync(DbConnection connection, long maximumUses)
    {
        var rows = await connection.QueryAsync<(string Id, long IsActive, long Uses, long CreatedAt, long Versions)>(
            "SELECT id, is_active, uses, created_at, (SELECT count(*) FROM secret_version v WHERE v.key_id = k.id)"
            + " FROM key_encryption_key k ORDER BY created_at, id");
        return [.. rows.Select(r => new KeyProperties(r.Id, r.IsActive != 0, StoreTime.From(r.CreatedAt), r.Uses, maximumUses, r.Versions))];
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string SealId { get; init; } = "";

        public byte[] Bytes { get; init; } = [];

        public int IsActive { get; init; }
    }
}
