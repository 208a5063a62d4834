using Qwak.Core.Encryption;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>
/// A secret together with one of its versions and the revision of the last event that changed it: the statement of the
/// read path, and so without a mapper, on a prepared statement.
/// </summary>
internal static class StoredSecretTable
{
    private static readonly string Select =
        $"SELECT {SecretTable.Columns}, s.mac, {AuditEventTable.LastRevision("s.id")},"
        + " v.key_id, v.wrapped_dek, v.ciphertext FROM secret s"
        + " LEFT JOIN secret_version v ON v.secret_id = s.id AND v.version ="
        + " CASE WHEN @version = 0 THEN s.current_version ELSE @version END AND v.deleted_at IS NULL"
        + " WHERE s.environment_id = @environment AND s.name = @name";

    /// <param name="reader">Where to read.</param>
    /// <param name="environmentId">The environment's id.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="version">Which version; null for the current one.</param>
    public static ValueTask<StoredSecret?> FindAsync(StoreConnection reader, string environmentId, string name, int? version) =>
        reader.Statement(Select) is { } statement
            ? ValueTask.FromResult(Find(statement, environmentId, name, version))
            : FindElsewhereAsync(reader, environmentId, name, version);

    private static StoredSecret? Find(SqliteStatement statement, string environmentId, string name, int? version)
    {
        using var row = statement.Query(Number(version), environmentId, name);
        return row.IsThere ? Stored(row) : null;
    }

    private static async ValueTask<StoredSecret?> FindElsewhereAsync(StoreConnection reader, string environmentId, string name, int? version)
    {
        var command = reader.Prepared(Select, ["@version", "@environment", "@name"]);
        command.Parameters[0].Value = Number(version);
        command.Parameters[1].Value = environmentId;
        command.Parameters[2].Value = name;
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? Stored(new ReaderRow(row)) : null;
    }

    // 0 stands for the current version; numbers that no version has must not be taken for it.
    private static long Number(int? version) => version switch
    {
        null => 0,
        < 1 => -1,
        _ => version.Value,
    };

    private static StoredSecret Stored<TRow>(TRow row)
        where TRow : IStoredRow
    {
        const int mac = SecretTable.ColumnCount;
        return new StoredSecret(
            SecretTable.Read(row),
            row.BytesOrNull(mac),
            row.NumberOrNull(mac + 1),
            row.IsNull(mac + 2) ? null : new SealedVersion(row.Text(mac + 2), row.Bytes(mac + 3), row.Bytes(mac + 4)));
    }
}

/// <summary>A secret's row as it lies in the store, and the version that was asked for if there is one.</summary>
/// <param name="Secret">Not yet checked against its MAC.</param>
/// <param name="Mac">The row's MAC; null for none.</param>
/// <param name="LastRevision">The revision in the last event that changed the row; null for none.</param>
/// <param name="Version">The version's ciphertext.</param>
internal sealed record StoredSecret(Secret Secret, byte[]? Mac, long? LastRevision, SealedVersion? Version)
{
    /// <exception cref="IntegrityException">The row was altered, or is older than its last event.</exception>
    public StoredSecret Checked(RowMacs macs)
    {
        macs.Check(Secret.Fields(), Mac, Secret.Revision, LastRevision);
        return this;
    }
}
