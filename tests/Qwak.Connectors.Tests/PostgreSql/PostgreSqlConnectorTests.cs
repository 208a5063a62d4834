using Qwak.Connectors.Tests.Sql;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.PostgreSql;

public sealed class PostgreSqlConnectorTests : SqlConnectorSuite
{
    private static PostgreSqlServer Server => PostgreSqlServer.Instance;

    protected override int Port => Server.Port;

    protected override string Schema => "public";

    protected override DataSource Define(string url, string? table, string? query, string dateColumn) =>
        new PostgresSource("orders", "", dateColumn, "source-user", "source-password", url, table, query);

    protected override string Url(string host, int port, string database) => $"jdbc:postgresql://{host}:{port}/{database}";

    protected override void CreateUser(string user, string password) => Server.Execute($"CREATE ROLE {user} LOGIN PASSWORD {Text(password)}");

    protected override void SetPassword(string user, string password) => Server.Execute($"ALTER ROLE {user} PASSWORD {Text(password)}");

    protected override void CreateTable(string table, string columns, string rows, string reader) =>
        Server.Execute($"CREATE TABLE {table} {columns}; INSERT INTO {table} VALUES {rows}; GRANT SELECT ON {table} TO {reader}");

    protected override void GrantAll(string table, string user) => Server.Execute($"GRANT ALL ON {table} TO {user}");

    protected override void Revoke(string table, string user) => Server.Execute($"REVOKE ALL ON {table} FROM {user}");

    protected override void Kill(string user) =>
        Server.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}' AND query LIKE '%pg_sleep%'");

    protected override string Sleeping(int seconds) => $"select pg_sleep({seconds})::text as id";

    protected override string Writing(string table) => $"with gone as (delete from {table} returning id) select * from gone";

    private static string Text(string value) => $"E'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
