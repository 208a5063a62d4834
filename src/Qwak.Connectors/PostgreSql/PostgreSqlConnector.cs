using System.Net;
using Npgsql;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.PostgreSql;

/// <summary>PostgreSQL, and Redshift, which speaks its protocol, through Npgsql.</summary>
internal sealed class PostgreSqlConnector : IDataSourceConnector
{
    // All of sslmode's values that may be given come to the same: the certificate is verified, whatever the definition says.
    private static readonly Dictionary<string, string[]?> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ssl"] = ["true"],
        ["sslmode"] = ["require", "verify-ca", "verify-full"],
        ["currentSchema"] = null,
        ["ApplicationName"] = null,
    };

    private readonly JdbcUrl _url;
    private readonly JdbcDefinition _definition;
    private readonly SourceAccess _access;
    private readonly bool _isRedshift;
    private readonly DriverPool<NpgsqlDataSource> _driver;

    private PostgreSqlConnector(JdbcDefinition definition, SourceAccess access, bool isRedshift, string[] schemes, int port)
    {
        _url = JdbcUrl.Parse(definition.Url, schemes, port, Parameters);
        (_definition, _access, _isRedshift) = (definition, access, isRedshift);
        _driver = new DriverPool<NpgsqlDataSource>(access.Guard, _url.Target, Build);
        access.Guard.Check(_url.Target);
    }

    public static PostgreSqlConnector PostgreSql(JdbcDefinition definition, SourceAccess access) =>
        new(definition, access, isRedshift: false, ["postgresql"], 5432);

    public static PostgreSqlConnector Redshift(JdbcDefinition definition, SourceAccess access) =>
        new(definition, access, isRedshift: true, ["redshift", "postgresql"], 5439);

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        var from = _definition.Source.From('"', PostgreSqlText.Fold);
        var connection = await (await _driver.GetAsync(cancellationToken)).OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.BeginTransactionAsync(cancellationToken);
            await new PostgreSqlSession(connection, _isRedshift, _access.Limits.Time).BeginReadOnlyAsync(cancellationToken);
            return await PostgreSqlQuery.RunAsync(connection, from, rows, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ConnectorException? Explain(Exception exception) => PostgreSqlErrors.Explain(exception, _url, _definition.Source);

    public ValueTask DisposeAsync() => _driver.DisposeAsync();

    private NpgsqlDataSource Build(IPAddress[] addresses)
    {
        var (user, password) = _definition.Login(_access.Secrets);
        var policy = _access.Guard.Policy;
        var builder = new NpgsqlDataSourceBuilder
        {
            ConnectionStringBuilder =
            {
                // The checked addresses, so that the name is not resolved a second time; TLS is told the name below.
                Host = string.Join<IPAddress>(',', addresses),
                Port = _url.Target.Port,
                Database = _url.Database,
                Username = user.Reveal(),
                Password = password.Reveal(),
                SslMode = policy.VerifyTls ? SslMode.VerifyFull : SslMode.Require,
                GssEncryptionMode = GssEncryptionMode.Disable,
                SearchPath = _url.Parameters.GetValueOrDefault("currentSchema"),
                ApplicationName = "qwak",
                MaxPoolSize = _access.Limits.ConnectionsPerSource,
                Timeout = 0,
                CommandTimeout = 0,
            },
        };
        builder.UseSslClientAuthenticationOptionsCallback(options => policy.Apply(options, _url.Target.Host));
        return builder.Build();
    }
}
