using System.Globalization;
using System.Text.Json;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.ClickHouse;

/// <summary>ClickHouse, over its HTTP interface with TLS.</summary>
internal sealed class ClickHouseConnector : IDataSourceConnector
{
    private const string Scheme = "clickhouse";

    // What is taken comes to the same: TLS, verified.
    private static readonly Dictionary<string, string[]?> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ssl"] = ["true"],
        ["sslmode"] = ["strict", "verify-full"],
    };

    // The same server, as older drivers, drivers for other languages and people write it.
    private static readonly string[] OtherForms = ["jdbc:clickhouse:https://", "jdbc:ch:https://", "jdbc:ch://", "https://"];

    private readonly JdbcDefinition _definition;
    private readonly JdbcUrl _url;
    private readonly string _from;
    private readonly ClickHouseClient _client;

    public ClickHouseConnector(JdbcDefinition definition, SourceAccess access)
    {
        _definition = definition;
        _url = JdbcUrl.Parse(Normalized(definition.Url), [Scheme], 8443, Parameters);
        _from = From(definition.Source);
        access.Guard.Check(_url.Target);
        var (user, password) = definition.Login(access.Secrets);
        _client = new ClickHouseClient(_url, user, password, access);
    }

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        var statement = string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {_from} LIMIT {rows} FORMAT {ClickHouseRows.Format}");
        var answer = await _client.QueryAsync(statement, cancellationToken);
        return answer.Failure is { } failure
            ? throw ClickHouseErrors.Of(failure, _url, _definition.Source)
            : await ClickHouseRows.OpenAsync(answer.Rows!, cancellationToken);
    }

    public ConnectorException? Explain(Exception exception) => exception switch
    {
        HttpRequestException or HttpIOException => Failures.Explain(exception)
            ?? new ConnectorException(ConnectorFailure.Connection, $"The server at {_url.Target} does not answer, or broke the connection."),
        JsonException or FormatException or OverflowException or InvalidOperationException =>
            new ConnectorException(ConnectorFailure.Protocol, $"The server at {_url.Target} does not speak as ClickHouse does."),
        _ => null,
    };

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Normalized(string? url) =>
        url is not null && Array.Find(OtherForms, form => url.StartsWith(form, StringComparison.Ordinal)) is { } form
            ? $"jdbc:{Scheme}://{url[form.Length..]}"
            : url;

    // Within its quotes ClickHouse gives the backslash a meaning, which other databases do not.
    private static string From(SqlSource source) => source.Table?.Contains('\\') == true
        ? throw new ConnectorException(ConnectorFailure.Definition, "The source's table may hold no backslash.")
        : source.From('`', name => name);
}
