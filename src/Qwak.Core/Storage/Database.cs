using System.Data.Common;
using System.Reflection;
using DbUp.Engine.Output;

namespace Qwak.Core.Storage;

/// <summary>The store's database: connections for reading, one for writing, and the schema.</summary>
internal sealed class Database : IDisposable
{
    private const string MigrationFolder = "Qwak.Core.Storage.Migrations.Sqlite.";
    private readonly SqliteDialect _dialect;

    private Database(SqliteDialect dialect) => _dialect = dialect;

    public static string BeginStatement => SqliteDialect.Begin;

    /// <summary>Opens or makes the database and brings its schema up to date.</summary>
    /// <exception cref="StartupException">It is not ours, damaged, or from a newer version.</exception>
    public static Database Open(string path)
    {
        var dialect = new SqliteDialect(path);
        try
        {
            if (!dialect.CreateOrRecognise())
            {
                throw new StartupException($"{path} is not a store of this service.", "Name another data directory with --data.");
            }

            Migrate(dialect, path);
        }
        catch (DbException e)
        {
            throw new StartupException(
                $"The store {path} cannot be opened: {e.Message}", "Free the disk, or restore the data directory from a backup.", e);
        }

        return new Database(dialect);
    }

    public DbConnection OpenReader()
    {
        try
        {
            return _dialect.OpenReader();
        }
        catch (DbException e)
        {
            throw new StoreUnavailableException("The store cannot be read.", e);
        }
    }

    public DbConnection OpenWriter() => _dialect.OpenWriter();

    /// <summary>Runs one reading statement, or several in one snapshot.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        await using var connection = OpenReader();
        try
        {
            return await read(connection);
        }
        catch (DbException e)
        {
            throw new StoreUnavailableException("The store cannot be read.", e);
        }
    }

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
                $"The store {path} is from a newer version of this service (it has {newer[MigrationFolder.Length..]}).",
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
