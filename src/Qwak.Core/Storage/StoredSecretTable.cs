using System.Data.Common;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>
/// A secret together with one of its versions: the statement of the read path, and so without a mapper, on a
/// prepared statement.
/// </summary>
internal static class StoredSecretTable
{
    private const string Select =
        "SELECT s.id, s.current_version, s.created_at, s.created_by, s.updated_at, s.updated_by, s.deleted_at,"
        + " v.key_id, v.wrapped_dek, v.ciphertext FROM secret s"
        + " LEFT JOIN secret_version v ON v.secret_id = s.id AND v.version ="
        + " CASE WHEN @version = 0 THEN s.current_version ELSE @version END AND v.deleted_at IS NULL"
        + " WHERE s.environment_id = @environment AND s.name = @name";

    /// <param name="reader">Where to read.</param>
    /// <param name="environmentId">The environment's id.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="version">Which version; null for the current one.</param>
    public static async Task<StoredSecret?> FindAsync(StoreConnection reader, string environmentId, string name, int? version)
    {
        var command = reader.Prepared(Select, ["@version", "@environment", "@name"]);
        command.Parameters[0].Value = Number(version);
        command.Parameters[1].Value = environmentId;
        command.Parameters[2].Value = name;
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? Stored(row, environmentId, name) : null;
    }

    // 0 stands for the current version; numbers that no version has must not be taken for it.
    private static long Number(int? version) => version switch
    {
        null => 0,
        < 1 => -1,
        _ => version.Value,
    };

    private static StoredSecret Stored(DbDataReader row, string environmentId, string name) => new(
        new Secret(
            row.GetString(0), environmentId, name, (int)row.GetInt64(1), StoreTime.From(row.GetInt64(2)), row.GetString(3),
            StoreTime.From(row.GetInt64(4)), row.GetString(5), row.IsDBNull(6) ? null : StoreTime.From(row.GetInt64(6))),
        row.IsDBNull(7)
            ? null
            : new SealedVersion(row.GetString(7), row.GetFieldValue<byte[]>(8), row.GetFieldValue<byte[]>(9)));
}

/// <summary>A secret, and the version that was asked for if there is one.</summary>
internal sealed record StoredSecret(Secret Secret, SealedVersion? Version);
