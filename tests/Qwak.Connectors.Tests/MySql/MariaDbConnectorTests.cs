using Qwak.Connectors.Tests.Sql;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.MySql;

public sealed class MariaDbConnectorTests : SqlConnectorSuite
{
    private static MariaDbServer Server => MariaDbServer.Instance;

    protected override int Port => Server.Port;

    protected override string Schema => "shop";

    // MariaDB does not tell a user what is missing where they have no rights.
    private protected override ConnectorFailure Missing => ConnectorFailure.Permission;

    protected override DataSource Define(string url, string? table, string? query, string dateColumn) =>
        new MysqlSource("orders", "", dateColumn, "source-user", "source-password", url, table, query);

    protected override string Url(string host, int port, string database) => $"jdbc:mysql://{host}:{port}/{database}";

    protected override void CreateUser(string user, string password) => Server.Execute($"CREATE USER {user} IDENTIFIED BY {Text(password)}");

    protected override void SetPassword(string user, string password) => Server.Execute($"SET PASSWORD FOR {user} = PASSWORD({Text(password)})");

    protected override void CreateTable(string table, string columns, string rows, string reader) =>
        Server.Execute($"CREATE TABLE {table} {columns}; INSERT INTO {table} VALUES {rows}; GRANT SELECT ON shop.{table} TO {reader}");

    protected override void GrantAll(string table, string user) => Server.Execute($"GRANT ALL ON shop.{table} TO {user}");

    // A right on another table: without any, the database itself is refused.
    protected override void Revoke(string table, string user) => Server.Execute(
        $"REVOKE ALL ON shop.{table} FROM {user}; CREATE TABLE IF NOT EXISTS other (id int); GRANT SELECT ON shop.other TO {user}");

    protected override void Kill(string user) => Server.Execute($"KILL USER {user}");

    protected override string Sleeping(int seconds) => $"select sleep({seconds}) as id";

    protected override string Writing(string table) => $"select id from {table} for update";

    private static string Text(string value) => $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
