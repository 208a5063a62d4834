using System.Data.Common;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;

namespace Qwak.Core.Storage;

/// <summary>The embedded store: one file in the data directory.</summary>
internal sealed class SqliteDialect(string path) : Dialect
{
    /// <summary>"Qwak", in the file's header: tells our files from others.</summary>
    public const int ApplicationId = 0x5177616b;

    private const int SmallestPage = 512;

    // WAL with FULL: an acknowledged commit survives power loss. secure_delete: what is deleted is overwritten.
    // Temporary tables stay in memory, where nothing can be found later.
    private const string WriterPragmas =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        + " PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA journal_size_limit=67108864; PRAGMA busy_timeout=5000;";

    private const string ReaderPragmas = "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA busy_timeout=5000;";

    public override string Place => path;

    public override string Elsewhere => "Name another data directory with --data, or restore this one from a backup.";

    public override string Migrations => "Sqlite";

    public override string Begin => "BEGIN IMMEDIATE";

    public override string BeginSnapshot => "BEGIN DEFERRED";

    // BEGIN IMMEDIATE holds the only write lock already.
    public override string HoldChangeCounter => "SELECT value FROM change_counter WHERE id = 1";

    public override bool KeepsReaders => true;

    public override DbConnection OpenWriter() => Open(WriterPragmas);

    public override DbConnection OpenReader() => Open(ReaderPragmas);

    public override bool CreateOrRecognise()
    {
        // Without the writer's pragmas: they would turn another program's database into a WAL one before it is recognised.
        PrivateFile.EnsureExists(path);
        if (new FileInfo(path).Length is > 0 and < SmallestPage)
        {
            // SQLite takes less than a page for an empty database.
            return false;
        }

        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        if (Scalar(connection, "PRAGMA application_id") == ApplicationId)
        {
            return true;
        }

        if (Scalar(connection, "SELECT count(*) FROM sqlite_master") != 0)
        {
            return false;
        }

        Execute(connection, $"PRAGMA application_id={ApplicationId};");
        return true;
    }

    // SQLite itself reads what is missing of the last page as zeros. Asked after the journal was taken in, which mends
    // what a crash left half written.
    public override bool IsWhole()
    {
        using var connection = OpenWriter();
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE);");
        return new FileInfo(path).Length >= Scalar(connection, "PRAGMA page_count") * Scalar(connection, "PRAGMA page_size");
    }

    public override UpgradeEngineBuilder Upgrade() => DeployChanges.To.SqliteDatabase(ConnectionString);

    public override void RequireStore()
    {
        if (!File.Exists(path))
        {
            throw new StartupException($"There is no store {path}.", "Name its data directory with --data, or its database with --store.");
        }
    }

    public override void AttachLogs(DbConnection connection) =>
        BuildLogStore.Attach(connection, Path.Combine(Path.GetDirectoryName(path)!, BuildLogStore.FileName));

    public override bool IsConflict(DbException fault) => false;

    public override void Dispose()
    {
    }

    private SqliteConnection Open(string pragmas)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string ConnectionString =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString();
}
