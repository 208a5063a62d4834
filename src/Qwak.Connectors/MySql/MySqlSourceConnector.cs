using System.Net;
using MySqlConnector;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.MySql;

/// <summary>MySQL and MariaDB, through MySqlConnector.</summary>
internal sealed class MySqlSourceConnector : IDataSourceConnector
{
    // What is taken of the first group comes to the same: TLS, verified. The second has no effect here: text is Unicode,
    // and times come in UTC.
    private static readonly Dictionary<string, string[]?> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["useSSL"] = ["true"],
        ["requireSSL"] = ["true"],
        ["verifyServerCertificate"] = ["true"],
        ["sslMode"] = ["REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY", "verify-ca", "verify-full"],
        ["useUnicode"] = null,
        ["characterEncoding"] = null,
        ["serverTimezone"] = null,
        ["connectionTimeZone"] = null,
        ["zeroDateTimeBehavior"] = null,
    };

    private readonly JdbcUrl _url;
    private readonly JdbcDefinition _definition;
    private readonly SourceAccess _access;
    private readonly string _from;
    private readonly DriverPool<MySqlDataSource> _driver;

    public MySqlSourceConnector(JdbcDefinition definition, SourceAccess access)
    {
        _url = JdbcUrl.Parse(definition.Url, ["mysql", "mariadb"], 3306, Parameters);
        _from = definition.Source.From('`', name => name);
        (_definition, _access) = (definition, access);
        _driver = new DriverPool<MySqlDataSource>(access.Guard, _url.Target, Build);
        access.Guard.Check(_url.Target);

        // The protocol runs several statements of one text, and one of them could end the transaction that only reads.
        if (_from.Contains(';') && definition.Source.Query is not null)
        {
            throw new ConnectorException(ConnectorFailure.Definition, "The source's query is one statement: it may hold no semicolon, not even in quotes.");
        }
    }

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        var connection = await (await _driver.GetAsync(cancellationToken)).OpenConnectionAsync(cancellationToken);
        try
        {
            await MySqlSession.BeginReadOnlyAsync(connection, _access.Limits.Time, cancellationToken);
            return await MySqlQuery.RunAsync(connection, _from, rows, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ConnectorException? Explain(Exception exception) => MySqlErrors.Explain(exception, _url, _definition.Source);

    public ValueTask DisposeAsync() => _driver.DisposeAsync();

    private MySqlDataSource Build(IPAddress[] addresses)
    {
        var (user, password) = _definition.Login(_access.Secrets);
        var policy = _access.Guard.Policy;
        var settings = new MySqlConnectionStringBuilder
        {
            // The checked addresses, so that the name is not resolved a second time; the certificate is checked below.
            Server = string.Join<IPAddress>(',', addresses),
            Port = (uint)_url.Target.Port,
            Database = _url.Database,
            UserID = user.Reveal(),
            Password = password.Reveal(),
            SslMode = MySqlSslMode.Required,
            ServerRedirectionMode = MySqlServerRedirectionMode.Disabled,
            AllowLoadLocalInfile = false,
            AllowPublicKeyRetrieval = false,
            AllowUserVariables = false,
            AllowZeroDateTime = true,
            TreatTinyAsBoolean = false,
            GuidFormat = MySqlGuidFormat.None,
            ApplicationName = "qwak",
            MaximumPoolSize = (uint)_access.Limits.ConnectionsPerSource,
            ConnectionTimeout = 0,
            DefaultCommandTimeout = 0,
        };
        return new MySqlDataSourceBuilder(settings.ConnectionString)
            .UseRemoteCertificateValidationCallback((_, certificate, chain, _) => policy.Accepts(certificate, chain, _url.Target.Host))
            .Build();
    }
}
