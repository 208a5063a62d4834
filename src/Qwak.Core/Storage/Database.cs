using System.Data.Common;
using System.Reflection;
using Dapper;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace Qwak.Core.Storage;

/// <summary>The store's database: connections for reading, one for writing, and the schema.</summary>
internal sealed class Database : IDisposable
{
    private const string MigrationFolder = "Qwak.Core.Storage.Migrations.Sqlite.";
    private readonly SqliteDialect _dialect;

    private readonly ILogger _logger;

    private Database(SqliteDialect dialect, ILogger logger) => (_dialect, _logger) = (dialect, logger);

    public static string BeginStatement => SqliteDialect.Begin;

    /// <summary>Opens or makes the database and brings its schema up to date.</summary>
    /// <exception cref="StartupException">It is not ours, damaged, or from a newer version.</exception>
    public static Database Open(string path, ILogger logger)
    {
        var dialect = new SqliteDialect(path);
        try
        {
            if (!dialect.CreateOrRecognise())
            {
                throw new StartupException($"{path} is not a store of this service.", "Name another data directory with --data.");
            }

            if (!dialect.IsWhole())
            {
                throw new StartupException($"The store {path} is cut short.", "Restore the data directory from a backup.");
            }

            Migrate(dialect, path);
        }
        catch (DbException e)
        {
            throw new StartupException(
                $"The store {path} cannot be opened: {e.Message}", "Free the disk, or restore the data directory from a backup.", e);
        }

        return new Database(dialect, logger);
    }

    public DbConnection OpenReader() => _dialect.OpenReader();

    public DbConnection OpenWriter() => _dialect.OpenWriter();

    /// <summary>Runs a reading statement.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        try
        {
            await using var connection = OpenReader();
            return await read(connection);
        }
        catch (DbException e)
        {
            Log.ReadFailed(_logger, e);
            throw new StoreUnavailableException("The store cannot be read.", e);
        }
    }

    /// <summary>Runs several reading statements on one snapshot of the store.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> read) => ReadAsync(async connection =>
    {
        await connection.ExecuteAsync(SqliteDialect.BeginSnapshot);
        try
        {
            return await read(connection);
        }
        finally
        {
            await connection.ExecuteAsync("COMMIT");
        }
    });

    public void Dispose() => _dialect.Close();

    private static void Migrate(SqliteDialect dialect, string path)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var upgrade = dialect.Upgrade()
            .WithScriptsEmbeddedInAssembly(assembly, name => name.StartsWith(MigrationFolder, StringComparison.Ordinal))
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build();

        var known = upgrade.GetDiscoveredScripts().Select(script => script.Name).ToHashSet();
        if (upgrade.GetExecutedScripts().FirstOrDefault(name => !known.Contains(name)) is { } newer)
        {
            throw new StartupException(
                $"The store {path} is from a newer version of this service (it has {newer.Replace(MigrationFolder, "", StringComparison.Ordinal)}).",
                "Start it with that version or a later one; an older one would damage it.");
        }

        var result = upgrade.PerformUpgrade();
        if (!result.Successful)
        {
            throw new StartupException($"The store {path} could not be brought up to date: {result.Error.Message}",
                "It is unchanged. Free the disk or restore a backup, and start again.", result.Error);
        }
    }
}
