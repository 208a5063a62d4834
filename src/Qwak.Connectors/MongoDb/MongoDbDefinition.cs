using System.Globalization;
using MongoDB.Driver;
using Qwak.Connectors.Network;
using Qwak.Connectors.Sql;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.MongoDb;

/// <summary>What the connector takes from a source: hosts and options one by one, never as a connection string.</summary>
internal sealed record MongoDbDefinition(MongoDbSource Source, IReadOnlyList<HostPort> Hosts, IReadOnlyDictionary<string, string> Options)
{
    private const int DefaultPort = 27017;

    // The first group decides something here; TLS is always on and verified, and the rest has no effect on reading.
    private static readonly Dictionary<string, string[]?> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        ["authSource"] = null,
        ["authMechanism"] = ["SCRAM-SHA-1", "SCRAM-SHA-256"],
        ["replicaSet"] = null,
        ["directConnection"] = ["true", "false"],
        ["readPreference"] = [.. Enum.GetNames<ReadPreferenceMode>()],
        ["tls"] = ["true"],
        ["ssl"] = ["true"],
        ["retryReads"] = null,
        ["retryWrites"] = null,
        ["w"] = null,
        ["appName"] = null,
    };

    /// <exception cref="ConnectorException">It cannot be used; the message says why.</exception>
    public static MongoDbDefinition Of(MongoDbSource source) => source.Protocol switch
    {
        "mongodb" or "" => new(source, Parse(source.Hosts), JdbcUrl.ReadParameters(source.ConnectionParams, Taken, "connection_params")),
        "mongodb+srv" => throw new ConnectorException(
            ConnectorFailure.Unsupported, "Hosts that are looked up in DNS (mongodb+srv) are not opened yet: list them, with the protocol mongodb."),
        _ => throw new ConnectorException(ConnectorFailure.Definition, "The source's protocol is mongodb."),
    };

    public string? Option(string name) => Options.GetValueOrDefault(name);

    private static HostPort[] Parse(string hosts)
    {
        if (hosts.Contains('@') || hosts.Contains('/'))
        {
            throw new ConnectorException(ConnectorFailure.Definition, "The source's hosts are HOST:PORT, separated by commas: no user, no password, no path.");
        }

        HostPort[] parsed = [.. hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseHost)];
        return parsed.Length > 0 ? parsed : throw new ConnectorException(ConnectorFailure.Definition, "The source has no hosts.");
    }

    private static HostPort ParseHost(string text) =>
        Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, Query: "", Fragment: "" }
            ? new HostPort(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : DefaultPort)
            : throw new ConnectorException(ConnectorFailure.Definition, string.Create(CultureInfo.InvariantCulture, $"One of the source's hosts is no HOST:PORT."));
}
