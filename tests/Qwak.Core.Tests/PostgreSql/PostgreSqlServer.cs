using System.Diagnostics;
using Npgsql;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.PostgreSql;

/// <summary>
/// A real PostgreSQL server from Debian, in a temporary directory on a free loopback port, for this run of the tests.
/// The service's user owns its databases and is no superuser.
/// </summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string Owner = "qwak";
    private static readonly Lazy<PostgreSqlServer> Shared = new(Start);

    // In memory where there is such a place: for each database there are a thousand files, which are what most of a test's time went to.
    private readonly TemporaryFolder _folder = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
    private readonly string _binaries = Binaries();

    private PostgreSqlServer()
    {
    }

    public static PostgreSqlServer Instance => Shared.Value;

    public int Port { get; } = Ports.Free();

    /// <summary>Connects as the service's user.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={Owner};Password=not-secret;Pooling=true;Maximum Pool Size=20";

    /// <summary>Makes a database, from another one when given.</summary>
    public void CreateDatabase(string name, string? template = null)
    {
        Execute($"CREATE DATABASE {name} OWNER {Owner}" + (template is null ? "" : $" TEMPLATE {template} STRATEGY FILE_COPY"));
    }

    public void DropDatabase(string name) => Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    public void Dispose()
    {
        Run("pg_ctl", "-D", _folder.File("data"), "-m", "immediate", "-w", "stop");
        _folder.Dispose();
    }

    private static PostgreSqlServer Start()
    {
        var server = new PostgreSqlServer();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL does not run as root. (fsync is off below: these suites are about what is stored, not about durability.)
            Run("chown", ["postgres", server._folder.Path], asPostgres: false);
            File.SetUnixFileMode(server._folder.Path, (UnixFileMode)0b111_101_101);
        }

        server.Run("initdb", "-D", server._folder.File("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        server.Run(
            "pg_ctl", "-D", server._folder.File("data"), "-l", server._folder.File("log"), "-w", "-o",
            $"-p {server.Port} -c listen_addresses=127.0.0.1 -k {server._folder.Path} -c max_connections=300 -c fsync=off -c full_page_writes=off"
            + " -c shared_buffers=32MB -c jit=off -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c dynamic_shared_memory_type=mmap", "start");
        server.Execute($"CREATE ROLE {Owner} LOGIN PASSWORD 'not-secret'");
        return server;
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Run(string program, params string[] arguments) =>
        Run(Path.Combine(_binaries, program), arguments, asPostgres: Environment.IsPrivilegedProcess);

    private static void Run(string program, string[] arguments, bool asPostgres)
    {
        // pg_ctl's server inherits the streams: they are not redirected, or waiting for their end would never end.
        string[] all = asPostgres ? ["-u", "postgres", "--", program, .. arguments] : arguments;
        using var process = Process.Start(new ProcessStartInfo(asPostgres ? "runuser" : program, all)
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = program.EndsWith("initdb", StringComparison.Ordinal),
        })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static string Binaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin")).First(Directory.Exists)
            : throw new InvalidOperationException("PostgreSQL is missing: ./test installs it.");
}
