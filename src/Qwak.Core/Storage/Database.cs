using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Dapper;
using DbUp.Engine;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace Qwak.Core.Storage;

/// <summary>The store's database: connections for reading, one for writing, and the schema.</summary>
internal sealed class Database : IDisposable
{
    private const int MostIdle = 64;
    private const string SqliteFolder = "Qwak.Core.Storage.Migrations.Sqlite.";

    private readonly ConcurrentStack<StoreConnection> _idle = new();
    private readonly Dialect _dialect;
    private readonly ILogger _logger;

    private Database(Dialect dialect, ILogger logger) => (_dialect, _logger) = (dialect, logger);

    public Dialect Dialect => _dialect;

    /// <summary>The schema of this version: the name of its last migration.</summary>
    public static string Schema { get; } = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(SqliteFolder, StringComparison.Ordinal)).Max(StringComparer.Ordinal)![SqliteFolder.Length..^".sql".Length];

    /// <summary>Opens or makes the database and brings its schema up to date.</summary>
    /// <exception cref="StartupException">It is not ours, damaged, out of reach, or from a newer version.</exception>
    public static Database Open(Dialect dialect, ILogger logger)
    {
        try
        {
            if (!dialect.CreateOrRecognise())
            {
                throw new StartupException($"{dialect.Place} is not a store of this service.", dialect.Elsewhere);
            }

            if (!dialect.IsWhole())
            {
                throw new StartupException($"The store {dialect.Place} is cut short.", "Restore the data directory from a backup.");
            }

            Migrate(dialect);
        }
        catch (Exception e) when (e is DbException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new StartupException(
                $"The store {dialect.Place} cannot be opened: {e.Message.TrimEnd('.')}.",
                "Free the disk, see that the database can be reached, or restore a backup.", e);
        }

        return new Database(dialect, logger);
    }

    public DbConnection OpenReader() => _dialect.OpenReader();

    public DbConnection OpenWriter() => _dialect.OpenWriter();

    /// <summary>Runs a reading statement.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read) => ReadPreparedAsync(reader => new ValueTask<T>(read(reader.Connection)));

    /// <summary>Runs a reading statement that is kept prepared.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<T> ReadPreparedAsync<T>(Func<StoreConnection, ValueTask<T>> read)
    {
        StoreConnection? reader = null;
        try
        {
            reader = _idle.TryPop(out var idle) ? idle : new StoreConnection(await _dialect.OpenReaderAsync());
            var result = await read(reader);
            if (_dialect.KeepsReaders && _idle.Count < MostIdle)
            {
                _idle.Push(reader);
                reader = null;
            }

            return result;
        }
        catch (Exception e) when (e is DbException or System.Net.Sockets.SocketException or TimeoutException)
        {
            Log.ReadFailed(_logger, e);
            throw new StoreUnavailableException("The store cannot be read.", e);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    /// <summary>Runs several reading statements on one snapshot of the store.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> read) => ReadAsync(async connection =>
    {
        await connection.ExecuteAsync(_dialect.BeginSnapshot);
        try
        {
            return await read(connection);
        }
        finally
        {
            await connection.ExecuteAsync("COMMIT TRANSACTION");
        }
    });

    public void Dispose()
    {
        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _dialect.Dispose();
    }

    /// <summary>The migrations of a store that are missing, and one that only a newer version has; nothing is changed.</summary>
    public static (IReadOnlyList<string> Missing, string? Newer) CompareSchema(Dialect dialect)
    {
        var upgrade = Upgrade(dialect, out var folder);
        var known = upgrade.GetDiscoveredScripts().Select(script => script.Name).ToList();
        var executed = upgrade.GetExecutedScripts();
        return ([.. known.Except(executed).Select(Short)], executed.Except(known).Select(Short).FirstOrDefault());

        string Short(string name) => name.Replace(folder, "", StringComparison.Ordinal);
    }

    private static void Migrate(Dialect dialect)
    {
        if (CompareSchema(dialect).Newer is { } newer)
        {
            throw new StartupException(
                $"The store {dialect.Place} is from a newer version of this service (it has {newer}).",
                "Start it with that version or a later one; an older one would damage it.");
        }

        var result = Upgrade(dialect, out _).PerformUpgrade();
        if (!result.Successful)
        {
            throw new StartupException(
                $"The store {dialect.Place} could not be brought up to date: {result.Error.Message.TrimEnd('.')}.",
                "It is unchanged. Free the disk or restore a backup, and start again.", result.Error);
        }
    }

    private static UpgradeEngine Upgrade(Dialect dialect, out string folder)
    {
        var prefix = folder = $"Qwak.Core.Storage.Migrations.{dialect.Migrations}.";
        return dialect.Upgrade()
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.StartsWith(prefix, StringComparison.Ordinal))
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build();
    }
}
