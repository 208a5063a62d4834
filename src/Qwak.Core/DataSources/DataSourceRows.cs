using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.DataSources;

/// <summary>Rows of data sources read with a check of their MAC, and written with a new one.</summary>
internal sealed class DataSourceRows(Database database, RowMacs macs)
{
    /// <exception cref="IntegrityException">The row was altered, or is older than its last event.</exception>
    public Task<RegisteredSource?> FindAsync(string environmentId, string name) =>
        database.ReadAsync(async connection => await CheckedAsync(connection, await DataSourceTable.FindAsync(connection, environmentId, name)));

    /// <exception cref="IntegrityException">The row was altered, or is older than its last event.</exception>
    public async Task<RegisteredSource?> FindAsync(StoreTransaction transaction, string environmentId, string name) =>
        await CheckedAsync(transaction.Connection, await DataSourceTable.FindAsync(transaction.Connection, environmentId, name));

    public Task<string?> FindNameAsync(string environmentId, string id) =>
        database.ReadAsync(connection => DataSourceTable.FindNameAsync(connection, environmentId, id));

    /// <summary>Writes a new source or a new version of one, and which secrets it names.</summary>
    public async Task WriteAsync(StoreTransaction transaction, RegisteredSource source)
    {
        await DataSourceTable.WriteAsync(transaction.Connection, source, macs.Of(source.Fields()));
        await DataSourceSecretTable.ReplaceAsync(
            transaction.Connection, source.Id, source.EnvironmentId, source.Definition().SecretNames.Select(secret => secret.Name).Distinct());
    }

    private async Task<RegisteredSource?> CheckedAsync(System.Data.Common.DbConnection connection, RegisteredSource? source)
    {
        if (source is not null)
        {
            var seal = await RowSeal.FindAsync(connection, DataSourceTable.Name, source.Id);
            macs.Check(source.Fields(), seal.Mac, source.Version, seal.LastRevision);
        }

        return source;
    }
}
