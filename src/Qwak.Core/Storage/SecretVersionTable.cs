using System.Data.Common;
using Dapper;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>The encrypted versions. A version is never changed; only a rewrap replaces its wrapped DEK and key id.</summary>
internal static class SecretVersionTable
{
    /// <summary>Adds the secret's current version.</summary>
    public static Task InsertAsync(DbConnection connection, Secret secret, SealedVersion version) =>
        connection.ExecuteAsync(
            "INSERT INTO secret_version (secret_id, version, key_id, wrapped_dek, ciphertext, created_at, created_by)"
            + " VALUES (@Id, @CurrentVersion, @KeyId, @WrappedDek, @Ciphertext, @CreatedAt, @UpdatedBy)",
            new
            {
                secret.Id,
                secret.CurrentVersion,
                version.KeyId,
                version.WrappedDek,
                version.Ciphertext,
                CreatedAt = StoreTime.To(secret.UpdatedAt),
                secret.UpdatedBy,
            });

    public static async Task<SealedVersion?> FindAsync(DbConnection connection, string secretId, int version)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT key_id AS KeyId, wrapped_dek AS WrappedDek, ciphertext FROM secret_version"
            + " WHERE secret_id = @secretId AND version = @version AND deleted_at IS NULL",
            new { secretId, version });
        return row is null ? null : new SealedVersion(row.KeyId, row.WrappedDek, row.Ciphertext);
    }

    /// <summary>Deletes the versions that are not deleted yet; a later version of the name does not bring them back.</summary>
    public static Task DeleteAsync(DbConnection connection, Secret secret, DateTimeOffset now) => connection.ExecuteAsync(
        "UPDATE secret_version SET deleted_at = @now WHERE secret_id = @Id AND deleted_at IS NULL",
        new { secret.Id, now = StoreTime.To(now) });

    private sealed class Row
    {
        public string KeyId { get; init; } = "";

        public byte[] WrappedDek { get; init; } = [];

        public byte[] Ciphertext { get; init; } = [];
    }
}
