using System.Data.Common;
using System.Net;
using DbUp;
using DbUp.Builder;
using Npgsql;

namespace Qwak.Core.Storage;

/// <summary>A PostgreSQL database, 15 or later, that this service has for itself; its user owns it and needs no more.</summary>
internal sealed class PostgreSqlDialect : Dialect
{
    private const string Journal = "schemaversions";

    /// <summary>After this long without a statement PostgreSQL ends a writer's transaction and connection.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _writers;
    private readonly string _connectionString;

    /// <exception cref="StartupException">The connection string cannot be read. The message does not repeat it.</exception>
    public PostgreSqlDialect(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString) { PersistSecurityInfo = false };
        }
        catch (ArgumentException)
        {
            throw new StartupException(
                "The connection string of --store cannot be read.", "Give it as \"Host=…;Database=…;Username=…\", the way Npgsql takes it.");
        }

        // To another machine only over TLS with the server's name checked, unless the operator says otherwise.
        if (!settings.ContainsKey("SSL Mode") && !IsLocal(settings.Host))
        {
            settings.SslMode = SslMode.VerifyFull;
        }

        // Of several servers the one that takes writes, for reads too: a standby may not know a revocation yet.
        // Which one it is is asked each second, so that it is found as soon as it was promoted.
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            settings.TargetSessionAttributes = "primary";
            settings.HostRecheckSeconds = 1;
        }

        settings.ApplicationName ??= "qwak";
        Place = $"{settings.Host}/{settings.Database}";
        // For the migrations alone; no connection of theirs stays.
        _connectionString = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString;

        // A reader leaves nothing behind on its connection: no state that the driver would have to take back before the next statement.
        _readers = DataSource(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { NoResetOnClose = true }, "-c default_transaction_read_only=on");

        // Whatever the server's default: an acknowledged commit survives its crash. And a process that is frozen, or cut off
        // from the database, in the middle of a commit must not hold the change counter, which others' revocations wait for.
        _writers = DataSource(settings, $"-c synchronous_commit=on -c idle_in_transaction_session_timeout={LongestPause.TotalMilliseconds}");
    }

    public override string Place { get; }

    public override string Elsewhere => "Name another database with --store.";

    public override string Migrations => "PostgreSql";

    public override string Begin => "BEGIN TRANSACTION";

    public override string BeginSnapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    // Shared with other readers' commits; whoever wants to raise it waits until this commit is done, or it for them.
    public override string HoldChangeCounter => "SELECT value FROM change_counter WHERE id = 1 FOR SHARE";

    public override bool KeepsReaders => false;

    public override DbConnection OpenWriter() => _writers.OpenConnection();

    public override DbConnection OpenReader() => _readers.OpenConnection();

    // Threads that wait for the pool would be missing to those who are to give connections back to it.
    public override async ValueTask<DbConnection> OpenReaderAsync() => await _readers.OpenConnectionAsync();

    public override bool CreateOrRecognise()
    {
        using var connection = OpenReader();
        var tables = Scalar(connection, "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()");
        return tables == 0
            || Scalar(connection, $"SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name IN ('{Journal}', 'secret_version')") == 2;
    }

    public override UpgradeEngineBuilder Upgrade() => DeployChanges.To.PostgresqlDatabase(_connectionString);

    public override void RequireStore()
    {
        using var connection = OpenReader();
        if (Scalar(connection, $"SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '{Journal}'") == 0)
        {
            throw new StartupException($"There is no store in {Place}.", Elsewhere);
        }
    }

    public override bool IsConflict(DbException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    public override void Dispose()
    {
        _readers.Dispose();
        _writers.Dispose();
    }

    private static NpgsqlDataSource DataSource(NpgsqlConnectionStringBuilder settings, string options) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Options = $"{settings.Options} {options}".Trim(),
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        });

    private static bool IsLocal(string? hosts) => hosts is null || Array.TrueForAll(hosts.Split(','), host =>
        host.StartsWith('/') || host.Split(':')[0] == "localhost" || (IPEndPoint.TryParse(host, out var end) && IPAddress.IsLoopback(end.Address)));
}
