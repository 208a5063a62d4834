using System.Globalization;
using System.Text.Json;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Snowflake;

/// <summary>Snowflake, with a password or a key pair.</summary>
internal sealed class SnowflakeConnector : IDataSourceConnector
{
    private readonly SnowflakeDefinition _definition;
    private readonly HostPort _server;
    private readonly SnowflakeClient _client;
    private readonly SnowflakeSession _session;

    public SnowflakeConnector(SnowflakeDefinition definition, SourceAccess access)
    {
        _definition = definition;
        _server = Server(definition.Host);
        access.Guard.Check(_server);
        _client = new SnowflakeClient(_server, access.Guard, access.Limits);
        _session = new SnowflakeSession(definition, access, _client);
    }

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        var from = _definition.Source.From('"', name => name.ToUpperInvariant());
        var text = string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {from} LIMIT {rows}");
        return new SnowflakeRows(_client, await _session.QueryAsync(text, cancellationToken));
    }

    public ConnectorException? Explain(Exception exception) => exception switch
    {
        HttpRequestException http => Failures.Explain(http)
            ?? new ConnectorException(ConnectorFailure.Connection, $"The server at {_server} does not answer, or broke the connection."),
        JsonException or NotSupportedException or FormatException or OverflowException =>
            new ConnectorException(ConnectorFailure.Protocol, $"The server at {_server} does not speak as Snowflake does."),
        _ => null,
    };

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static HostPort Server(string host) =>
        Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var uri) && uri.Authority.Equals(host, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0 && uri.HostNameType is UriHostNameType.Dns
            ? new HostPort(uri.Host, uri.Port)
            : throw new ConnectorException(
                ConnectorFailure.Definition, "The source's host is a name alone, such as account.region.snowflakecomputing.com, or with a port.");
}
