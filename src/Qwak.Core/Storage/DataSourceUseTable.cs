using System.Data.Common;
using Dapper;
using Qwak.Core.DataSources;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>Lineage: which data source used which version of which secret. Written in the commit of the use's event.</summary>
internal static class DataSourceUseTable
{
    /// <summary>Records a use; one of a source that was deleted meanwhile leaves only its event.</summary>
    public static Task RecordAsync(DbConnection connection, SourceUse use) => connection.ExecuteAsync(
        "INSERT INTO data_source_use (environment_id, secret_name, source_id, version, first_at, last_at, uses)"
        + " SELECT @EnvironmentId, @Name, id, @Version, @At, @At, 1 FROM data_source WHERE id = @SourceId"
        + " ON CONFLICT (environment_id, secret_name, source_id, version)"
        + " DO UPDATE SET last_at = excluded.last_at, uses = data_source_use.uses + 1",
        new { use.EnvironmentId, use.Name, use.SourceId, use.Version, At = StoreTime.To(use.At) });

    /// <summary>The versions of a secret that sources used, the newest first, by the source's id.</summary>
    public static async Task<ILookup<string, UsedVersion>> ListAsync(DbConnection connection, string environmentId, string secret)
    {
        var rows = await connection.QueryAsync<(string SourceId, long Version, long FirstAt, long LastAt, long Uses)>(
            "SELECT source_id, version, first_at, last_at, uses FROM data_source_use"
            + " WHERE environment_id = @environmentId AND secret_name = @secret ORDER BY version DESC",
            new { environmentId, secret });
        return rows.ToLookup(
            row => row.SourceId, row => new UsedVersion((int)row.Version, StoreTime.From(row.FirstAt), StoreTime.From(row.LastAt), row.Uses));
    }
}
