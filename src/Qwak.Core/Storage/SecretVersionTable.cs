using System.Data.Common;
using Dapper;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>
/// The encrypted versions. A version's value is never changed; only a rewrap replaces its wrapped DEK and key id. A
/// version whose row is removed is destroyed: its DEK was nowhere else.
/// </summary>
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

    /// <summary>All versions that are not destroyed, newest first.</summary>
    public static async Task<IReadOnlyList<StoredVersion>> ListAsync(DbConnection connection, string secretId)
    {
        var rows = await connection.QueryAsync<(long Version, long CreatedAt, string CreatedBy, long? DeletedAt)>(
            "SELECT version, created_at, created_by, deleted_at FROM secret_version WHERE secret_id = @secretId ORDER BY version DESC",
            new { secretId });
        return [.. rows.Select(r => new StoredVersion((int)r.Version, StoreTime.From(r.CreatedAt), r.CreatedBy, StoreTime.From(r.DeletedAt)))];
    }

    /// <summary>Deletes the versions that are not deleted yet; a later version of the name does not bring them back.</summary>
    public static Task DeleteAsync(DbConnection connection, string secretId, DateTimeOffset now) => connection.ExecuteAsync(
        "UPDATE secret_version SET deleted_at = @now WHERE secret_id = @secretId AND deleted_at IS NULL",
        new { secretId, now = StoreTime.To(now) });

    /// <summary>Makes deleted versions readable again.</summary>
    /// <exception cref="StoreUnavailableException">One is no longer there; nothing of this change happens.</exception>
    public static async Task RestoreAsync(DbConnection connection, string secretId, IReadOnlyList<int> versions)
    {
        foreach (var version in versions)
        {
            var isThere = await connection.ExecuteAsync(
                "UPDATE secret_version SET deleted_at = NULL WHERE secret_id = @secretId AND version = @version", new { secretId, version }) == 1;
            if (!isThere)
            {
                throw new StoreUnavailableException("Another process has just destroyed a version; try again.");
            }
        }
    }

    /// <summary>Destroys the versions up to and including one.</summary>
    public static Task DestroyUpToAsync(DbConnection connection, string secretId, int version) => connection.ExecuteAsync(
        "DELETE FROM secret_version WHERE secret_id = @secretId AND version <= @version", new { secretId, version });

    /// <summary>Destroys the versions that were deleted before a time.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> DestroyDeletedAsync(DbConnection connection, string secretId, DateTimeOffset before) => connection.ExecuteAsync(
        "DELETE FROM secret_version WHERE secret_id = @secretId AND deleted_at < @before",
        new { secretId, before = StoreTime.To(before) });

    /// <summary>Some versions under a key, in the order of their places; those behind one when it is given.</summary>
    public static async Task<IReadOnlyList<(VersionPlace? Place, string SecretId, int Version, SealedVersion Sealed)>> UnderKeyAsync(
        DbConnection connection, string keyId, string afterSecret, long afterVersion, int most)
    {
        var rows = await connection.QueryAsync<Wrapped>(
            "SELECT v.secret_id AS SecretId, v.version AS Version, v.wrapped_dek AS WrappedDek, s.environment_id AS EnvironmentId, s.name AS Name"
            + " FROM secret_version v LEFT JOIN secret s ON s.id = v.secret_id"
            + " WHERE v.key_id = @keyId AND (v.secret_id, v.version) > (@afterSecret, @afterVersion) ORDER BY v.secret_id, v.version LIMIT @most",
            new { keyId, afterSecret, afterVersion, most });
        return
        [
            .. rows.Select(r => (
                r.Name is null ? (VersionPlace?)null : new VersionPlace(r.EnvironmentId!, r.SecretId, r.Name, (int)r.Version),
                r.SecretId, (int)r.Version, new SealedVersion(keyId, r.WrappedDek, []))),
        ];
    }

    /// <summary>Replaces what wraps a version's DEK.</summary>
    public static Task RewrapAsync(DbConnection connection, string secretId, int version, SealedVersion rewrapped) => connection.ExecuteAsync(
        "UPDATE secret_version SET key_id = @KeyId, wrapped_dek = @WrappedDek WHERE secret_id = @secretId AND version = @version",
        new { rewrapped.KeyId, rewrapped.WrappedDek, secretId, version });

    /// <summary>Some secrets that have versions that were deleted before a time.</summary>
    public static async Task<IReadOnlyList<(string SecretId, string Environment, string Name)>> DueAsync(
        DbConnection connection, DateTimeOffset before, int most) =>
        [.. await connection.QueryAsync<(string, string, string)>(
            "SELECT DISTINCT s.id, e.name, s.name FROM secret_version v JOIN secret s ON s.id = v.secret_id"
            + " JOIN environment e ON e.id = s.environment_id WHERE v.deleted_at < @before LIMIT @most",
            new { before = StoreTime.To(before), most })];

    private sealed class Wrapped
    {
        public string SecretId { get; init; } = "";

        public long Version { get; init; }

        public byte[] WrappedDek { get; init; } = [];

        public string? EnvironmentId { get; init; }

        public string? Name { get; init; }
    }
}

/// <summary>A version as it is listed.</summary>
internal sealed record StoredVersion(int Number, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? DeletedAt)
{
    /// <summary>What is told of it. Whether it can be read is what the secret's row says, not its own.</summary>
    public SecretVersionProperties Properties(Secret secret) =>
        new(
            Number,
            secret.IsDeleted || !secret.Readable.Contains(Number) ? SecretVersionState.Deleted
            : Number == secret.CurrentVersion ? SecretVersionState.Current : SecretVersionState.Readable,
            CreatedAt,
            CreatedBy,
            DeletedAt);
}
