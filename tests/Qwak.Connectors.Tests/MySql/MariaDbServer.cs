using MySqlConnector;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.MySql;

/// <summary>MariaDB from Debian, with TLS and passwords, for this run of the tests.</summary>
internal sealed class MariaDbServer
{
    private static readonly Lazy<MariaDbServer> Shared = new(() => new MariaDbServer());
    private readonly DatabaseProcess _process = new("mysql");

    private MariaDbServer()
    {
        _process.Own();
        _process.RunAsOwner(
            "mariadb-install-db", "--no-defaults", $"--datadir={_process.File("data")}", "--auth-root-authentication-method=normal", "--skip-test-db");
        _process.Start(
            "/usr/sbin/mariadbd", "--no-defaults", $"--datadir={_process.File("data")}", $"--socket={_process.File("socket")}", $"--port={Port}",
            "--bind-address=127.0.0.1", $"--pid-file={_process.File("pid")}", "--skip-name-resolve", "--character-set-server=utf8mb4", "--innodb-flush-log-at-trx-commit=0",
            $"--ssl-cert={_process.File("server.crt")}", $"--ssl-key={_process.File("server.key")}");
        Execute("CREATE DATABASE shop", database: "");
    }

    public static MariaDbServer Instance => Shared.Value;

    public int Port => _process.Port;

    public void Execute(string sql, string database = "shop")
    {
        using var connection = new MySqlConnection(
            $"Server={_process.File("socket")};Protocol=unix;User ID=root;Database={database};Pooling=false;Allow User Variables=true");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
