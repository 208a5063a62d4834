using System.Data.Common;
using Dapper;

namespace Qwak.Core.Storage;

/// <summary>Single facts about the store, by name.</summary>
internal static class StoreStateTable
{
    /// <summary>Random id of the store.</summary>
    public const string StoreId = "store_id";

    /// <summary>Where the seal's key file was when the store was put under it: where to look when it is not named. Absent when it has none.</summary>
    public const string SealKeyFile = "seal_key_file";

    /// <summary>How the passphrase of the seal is stretched; absent when it has none.</summary>
    public const string SealPassphrase = "seal_passphrase";

    /// <summary>The kind of the seal when it is neither a key file nor a passphrase; absent otherwise.</summary>
    public const string SealKind = "seal_kind";

    /// <summary>Since when each row has a MAC: the action of the event. From then on a row without one is refused.</summary>
    public const string RowsSealed = "rows_sealed";

    public static Task<string?> FindAsync(DbConnection connection, string name) =>
        connection.ExecuteScalarAsync<string?>("SELECT value FROM store_state WHERE name = @name", new { name });

    /// <param name="connection">Where to.</param>
    /// <param name="name">The fact.</param>
    /// <param name="value">What it is from now on; null takes it away.</param>
    public static Task SetAsync(DbConnection connection, string name, string? value) => connection.ExecuteAsync(
        value is null ? "DELETE FROM store_state WHERE name = @name" : "INSERT INTO store_state (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        new { name, value });
}
