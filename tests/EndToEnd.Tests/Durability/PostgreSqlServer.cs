using System.Diagnostics;
using Npgsql;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// A PostgreSQL server of one test, which the test may kill: from Debian, on a free loopback port, with fsync as in
/// production. The service's user owns its database and is no superuser.
/// </summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string Name = "qwak";

    private static readonly string Binaries = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin")).First(Directory.Exists)
        : throw new InvalidOperationException("PostgreSQL is missing: ./test installs it.");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwak-pg-");
    private readonly int _port;

    /// <param name="data">The directory of its data, when it is to be elsewhere than beside the log; made by the caller.</param>
    public PostgreSqlServer(string? data = null)
    {
        _port = Ports.Free();
        Data = data ?? Directory.CreateDirectory(Path.Combine(Folder, "data")).FullName;
        GiveToPostgres();

        // The journal apart from the data, so that a full disk of data leaves it room.
        Run("initdb", "-D", Data, "-X", Path.Combine(Folder, "wal"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        Start();
        Execute($"CREATE ROLE {Name} LOGIN PASSWORD 'not-secret'");
        Execute($"CREATE DATABASE {Name} OWNER {Name}");
    }

    private PostgreSqlServer(PostgreSqlServer primary, int port)
    {
        _port = port;
        Data = Directory.CreateDirectory(Path.Combine(Folder, "data"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        GiveToPostgres();
        Run("pg_basebackup", "-h", "127.0.0.1", "-p", $"{primary.Port}", "-U", "postgres", "-D", Data, "-R", "-c", "fast", "--no-sync");
        Start();
    }

    public string Folder => _folder.FullName;

    public string Data { get; }

    public int Port => _port;

    /// <summary>Connects as the service's user.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database={Name};Username={Name};Password=not-secret";

    public void Start() => Run(
        "pg_ctl", "-s", "-D", Data, "-l", Path.Combine(Folder, "log"), "-w", "-o",
        $"-p {_port} -c listen_addresses=127.0.0.1 -k {Folder} -c max_connections=200 -c dynamic_shared_memory_type=mmap", "start");

    /// <summary>Every process of it ends at once, and nothing is tidied up.</summary>
    public void Kill() => Run("pg_ctl", "-s", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>A server that follows this one: from now on a commit returns when both have it.</summary>
    /// <param name="port">Where it listens; null for a free port.</param>
    public PostgreSqlServer NewStandby(int? port = null)
    {
        var standby = new PostgreSqlServer(this, port ?? Ports.Free());
        Execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        Execute("SELECT pg_reload_conf()");
        return standby;
    }

    /// <summary>Makes a standby the server that takes writes.</summary>
    public void Promote() => Run("pg_ctl", "-s", "-D", Data, "-w", "promote");

    public void Execute(string sql)
    {
        using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            Kill();
        }

        _folder.Delete(recursive: true);
    }

    // PostgreSQL does not run as root.
    private void GiveToPostgres()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", ["postgres", Folder, Data], asPostgres: false);
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        }
    }

    private static void Run(string program, params string[] arguments) =>
        Run(Path.Combine(Binaries, program), arguments, Environment.IsPrivilegedProcess);

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
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }
}
