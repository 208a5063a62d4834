using Microsoft.Extensions.Logging;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>Moves the embedded store of a data directory into a PostgreSQL database. The original stays as it is.</summary>
internal static class Migration
{
    /// <param name="directory">The data directory, which this process holds: the service is stopped.</param>
    /// <param name="options">How the store is opened afterwards: in the database.</param>
    /// <param name="loggers">Where failures are told.</param>
    /// <param name="tell">Told how far it has come.</param>
    /// <exception cref="StartupException">There is nothing to move, or the database is not empty; it stays as it was.</exception>
    public static async Task<LoadedStore> RunAsync(DataDirectory directory, StoreOptions options, ILoggerFactory loggers, Action<string> tell)
    {
        using var dialect = (options with { PostgreSql = null }).Dialect(directory);
        dialect.RequireStore();
        Database.Open(dialect, loggers.CreateLogger<Database>()).Dispose();
        await using var snapshot = await StoreSnapshot.OpenAsync(dialect);
        return await new StoreLoad(directory, options, loggers, tell).RunAsync(
            snapshot.TablesAsync(), snapshot.Counts.Values.Sum(),
            new AuditEvent { Time = StoreTime.Now(options.Time), Action = AuditActions.StoreMigrate, Name = "sqlite-to-postgresql" },
            complete: () => { });
    }
}
