using System.Text.Json;
using System.Text.RegularExpressions;
using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Kafka;

/// <summary>What the connector takes from a source.</summary>
/// <param name="Bootstrap">The brokers that are asked for the others.</param>
/// <param name="Topics">The topics by name; null where a pattern chooses them.</param>
/// <param name="Pattern">What names of topics are chosen by.</param>
/// <param name="Partitions">The partitions by topic; null for all.</param>
internal sealed record KafkaDefinition(
    IReadOnlyList<HostPort> Bootstrap, IReadOnlyList<string>? Topics, Regex? Pattern, IReadOnlyDictionary<string, int[]>? Partitions)
{
    // Settings of a consumer that do not change what a sample is, so that a definition with them can be tried.
    private static readonly string[] WithoutEffect =
        ["client.id", "group.id", "auto.offset.reset", "enable.auto.commit", "max.poll.records", "fetch.max.bytes", "max.partition.fetch.bytes"];

    /// <exception cref="ConnectorException">It cannot be used; the message says why.</exception>
    public static KafkaDefinition Of(KafkaSource source)
    {
        if (source.AuthenticationMethod is PlainAuthentication)
        {
            throw Wrong("A source without TLS is not opened: use SSL or SASL_SSL.");
        }

        if (source.SecretConfigs.Count > 0)
        {
            throw new ConnectorException(ConnectorFailure.Unsupported, "Sources with secret_configs are not opened yet: log in with SASL.");
        }

        return source.PassthroughConfigs.Keys.FirstOrDefault(key => !WithoutEffect.Contains(key, StringComparer.Ordinal)) is { } other
            ? throw Wrong($"The source's passthrough_configs have '{Printable(other)}', which is not taken. Those taken, without effect: {string.Join(", ", WithoutEffect)}.")
            : Of(source, Brokers(source.BootstrapServers));
    }

    private static KafkaDefinition Of(KafkaSource source, HostPort[] bootstrap)
    {
        if (source.Subscribe is { } topics)
        {
            return new(bootstrap, topics.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), null, null);
        }

        try
        {
            if (source.Assign is { } assign)
            {
                var partitions = JsonSerializer.Deserialize<Dictionary<string, int[]>>(assign)!;
                return new(bootstrap, [.. partitions.Keys], null, partitions);
            }

            // Without backtracking: time is linear in the name, whatever the pattern.
            var pattern = new Regex($"^(?:{source.SubscribePattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return new(bootstrap, null, pattern, null);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            throw Wrong(source.Assign is null
                ? "The source's subscribe_pattern is no regular expression, or one that looks around or back."
                : """The source's assign is JSON like {"topic":[0,1]}.""");
        }
    }

    private static HostPort[] Brokers(string servers)
    {
        HostPort[] brokers = [.. servers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Broker)];
        return brokers.Length > 0 ? brokers : throw Wrong("The source has no bootstrap_servers.");
    }

    private static HostPort Broker(string text) =>
        Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, Port: > 0, UserInfo: "", AbsolutePath: "/" or "", Query: "", Fragment: "" }
            ? new HostPort(uri.Host.Trim('[', ']'), uri.Port)
            : throw Wrong("One of the source's bootstrap_servers is no HOST:PORT.");

    private static string Printable(string key) => new([.. key.Take(40).Select(character => character is > ' ' and < (char)0x7f ? character : '?')]);

    private static ConnectorException Wrong(string message) => new(ConnectorFailure.Definition, message);
}
