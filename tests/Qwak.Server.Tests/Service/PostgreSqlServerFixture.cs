using System.Security.Cryptography;
using Qwak.Connectors.Tests.PostgreSql;

namespace Qwak.Server.Tests.Service;

/// <summary>A running service as <see cref="ServerFixture"/>'s, on a database of its own in a real PostgreSQL, over TLS.</summary>
public sealed class PostgreSqlServerFixture : IAsyncLifetime
{
    public ServerFixture Server { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var database = "qwak_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        PostgreSqlServer.Instance.Execute($"CREATE ROLE {database} LOGIN PASSWORD '{database}'");
        PostgreSqlServer.Instance.Execute($"CREATE DATABASE {database} OWNER {database}");
        Server.PostgreSql = $"Host=127.0.0.1;Port={PostgreSqlServer.Instance.Port};Database={database};Username={database};Password={database};SSL Mode=Require";
        await Server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
