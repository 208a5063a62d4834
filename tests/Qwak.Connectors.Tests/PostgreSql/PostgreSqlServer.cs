using Npgsql;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.PostgreSql;

/// <summary>PostgreSQL from Debian, with TLS and passwords, for this run of the tests.</summary>
internal sealed class PostgreSqlServer
{
    private static readonly Lazy<PostgreSqlServer> Shared = new(() => new PostgreSqlServer());
    private readonly DatabaseProcess _process = new("postgres");

    private PostgreSqlServer()
    {
        var binaries = Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin")).First(Directory.Exists);
        _process.Own();
        _process.RunAsOwner(Path.Combine(binaries, "initdb"), "-D", _process.File("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        File.WriteAllText(_process.File("hba"), "local all postgres trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
        _process.Own();
        _process.Start(
            Path.Combine(binaries, "postgres"), "-D", _process.File("data"), "-p", $"{Port}", "-k", _process.Folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", $"hba_file={_process.File("hba")}",
            "-c", "ssl=on", "-c", $"ssl_cert_file={_process.File("server.crt")}", "-c", $"ssl_key_file={_process.File("server.key")}");
        Execute("CREATE DATABASE shop", "postgres");
    }

    public static PostgreSqlServer Instance => Shared.Value;

    public int Port => _process.Port;

    public void Execute(string sql, string database = "shop")
    {
        using var connection = new NpgsqlConnection($"Host={_process.Folder};Port={Port};Database={database};Username=postgres;Pooling=false");
        for (var tries = 0; ; tries++)
        {
            try
            {
                connection.Open();
                break;
            }
            catch (NpgsqlException) when (tries < 100)
            {
                // It answers before it lets anybody in.
                Thread.Sleep(50);
            }
        }

        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
