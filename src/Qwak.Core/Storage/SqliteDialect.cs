using System.Data.Common;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;

namespace Qwak.Core.Storage;

/// <summary>What is particular to SQLite. The statements themselves are the tables' and run on both databases.</summary>
internal sealed class SqliteDialect(string path)
{
    /// <summary>"Qwak", in the file's header: tells our files from others.</summary>
    public const int ApplicationId = 0x5177616b;

    // WAL with FULL: an acknowledged commit survives power loss. secure_delete: what is deleted is overwritten.
    // Temporary tables stay in memory, where nothing can be found later.
    private const string WriterPragmas =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        + " PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA journal_size_limit=67108864;";

    private const string ReaderPragmas = "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;";

    public const string Begin = "BEGIN IMMEDIATE";

    public const string BeginSnapshot = "BEGIN DEFERRED";

    public DbConnection OpenWriter()
    {
        var connection = new SqliteConnection(ConnectionString(pooling: false));
        try
        {
            connection.Open();
            Execute(connection, WriterPragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public DbConnection OpenReader()
    {
        var connection = new SqliteConnection(ConnectionString(pooling: true));
        connection.Open();
        Execute(connection, ReaderPragmas);
        return connection;
    }

    /// <summary>Makes the file when there is none, and tells whether the file that is there is ours.</summary>
    public bool CreateOrRecognise()
    {
        // Without the writer's pragmas: they would turn another program's database into a WAL one before it is recognised.
        PrivateFile.EnsureExists(path);
        using var connection = new SqliteConnection(ConnectionString(pooling: false));
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

    /// <summary>
    /// Whether the file is as long as it says. SQLite itself reads what is missing of the last page as zeros. Asked
    /// after the journal was taken in, which mends what a crash left half written.
    /// </summary>
    public bool IsWhole()
    {
        using var connection = OpenWriter();
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE);");
        return new FileInfo(path).Length >= Scalar(connection, "PRAGMA page_count") * Scalar(connection, "PRAGMA page_size");
    }

    public UpgradeEngineBuilder Upgrade() => DeployChanges.To.SqliteDatabase(ConnectionString(pooling: false));

    public void Close() => SqliteConnection.ClearPool(new SqliteConnection(ConnectionString(pooling: true)));

    private static long Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string ConnectionString(bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = pooling, DefaultTimeout = 30 }.ToString();
}
