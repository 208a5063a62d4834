using System.Net;
using System.Security.Cryptography;
using Qwak.Connectors.Tests.PostgreSql;
using Qwak.FeatureStore.DataSources;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.DataSources;

/// <summary>A table of a real PostgreSQL server, who may read it, and their login in two secrets of the service.</summary>
internal sealed class Orders
{
    public const string Path = "/api/v1/environments/default/data-sources";

    private readonly ServerFixture _server;

    private Orders(ServerFixture server) => _server = server;

    public string User { get; } = "u" + RandomNumberGenerator.GetHexString(14, lowercase: true);

    public string Password { get; private set; } = NewPassword();

    public string Table { get; } = "t" + RandomNumberGenerator.GetHexString(14, lowercase: true);

    public string Name { get; private set; } = "";

    public string UserSecret => $"{Name}-user";

    public string PasswordSecret => $"{Name}-password";

    public static int Port => PostgreSqlServer.Instance.Port;

    public static async Task<Orders> CreateAsync(ServerFixture server, bool isBound = true)
    {
        var orders = new Orders(server) { Name = server.NewName("orders") };
        PostgreSqlServer.Instance.Execute(
            $"CREATE ROLE {orders.User} LOGIN PASSWORD '{orders.Password}';"
            + $" CREATE TABLE {orders.Table} (id bigint, price numeric(30,10), created_at timestamptz, detail jsonb, note text);"
            + $" INSERT INTO {orders.Table} SELECT n, 12345678901234567890.0123456789, '2026-01-02 03:04:05.678901Z', '{{\"a\":[1]}}',"
            + $" CASE WHEN n > 1 THEN 'it''s \"\\ ü 😀' END FROM generate_series(1, 1200) n; GRANT SELECT ON {orders.Table} TO {orders.User}");
        (await server.Admin.SetAsync(orders.UserSecret, orders.User)).Expect(HttpStatusCode.OK);
        (await server.Admin.SetAsync(orders.PasswordSecret, orders.Password)).Expect(HttpStatusCode.OK);
        if (isBound)
        {
            await orders.BindAsync($"localhost:{Port}");
        }

        return orders;
    }

    public async Task BindAsync(string destination)
    {
        foreach (var secret in new[] { UserSecret, PasswordSecret })
        {
            (await _server.Admin.SendAsync(
                HttpMethod.Put, $"/api/v1/environments/default/secrets/{secret}/bindings/{Uri.EscapeDataString(destination)}", null)).Expect(HttpStatusCode.OK);
        }
    }

    public PostgresSource Source(string? url = null, string? table = null, string? query = null, string date = "created_at", string? password = null) => new(
        Name, "Orders of the shop", date, UserSecret, password ?? PasswordSecret, url ?? $"jdbc:postgresql://localhost:{Port}/shop",
        query is null ? table ?? Table : null, query);

    public static object Body(DataSource source, int? rows = null) =>
        rows is null ? new { spec = SpecJson.Write(source) } : new { spec = SpecJson.Write(source), rows };

    /// <summary>Changes the password of the database, then that of the secret.</summary>
    public async Task RotateAsync()
    {
        Password = NewPassword();
        PostgreSqlServer.Instance.Execute($"ALTER ROLE {User} PASSWORD '{Password}'");
        (await _server.Admin.SetAsync(PasswordSecret, Password)).Expect(HttpStatusCode.OK);
    }

    private static string NewPassword() => RandomNumberGenerator.GetHexString(20, lowercase: true) + "=;\"&%";
}
