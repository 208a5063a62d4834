using System.Globalization;
using System.Text.RegularExpressions;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Kafka;

/// <summary>Maps the brokers' error codes (https://kafka.apache.org/protocol#protocol_error_codes).</summary>
internal static partial class KafkaErrors
{
    /// <summary>Does nothing for 0.</summary>
    /// <exception cref="ConnectorException">What the code means.</exception>
    public static void Check(short code, HostPort broker, string? topic = null)
    {
        if (code != 0)
        {
            var (failure, message) = Of(code, broker, topic);
            throw new ConnectorException(failure, message, code.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static ConnectorException NotKafka(HostPort broker) => new(ConnectorFailure.Protocol, $"The broker at {broker} does not speak as Kafka does.");

    public static ConnectorException NoLeader(string topic) =>
        new(ConnectorFailure.Connection, $"A partition of {Named(topic)} has no leader at the moment.");

    private static (ConnectorFailure, string) Of(short code, HostPort broker, string? topic) => code switch
    {
        3 or 17 => (ConnectorFailure.Table, $"{Named(topic, "The")} is not there."),
        29 => (ConnectorFailure.Permission, $"The user may not read {Named(topic)}."),
        31 => (ConnectorFailure.Permission, "The user may not ask for this."),
        33 => (ConnectorFailure.Login, $"The broker at {broker} does not take the definition's way to log in."),
        58 => (ConnectorFailure.Login, $"The broker at {broker} refuses the user or the password."),
        5 or 6 or 8 or 9 or 13 or 74 => (ConnectorFailure.Connection, $"{Named(topic, "The")} cannot be read at the moment: its leader is changing."),
        7 => (ConnectorFailure.Timeout, $"The broker at {broker} took too long."),
        1 => (ConnectorFailure.Query, $"Messages of {Named(topic)} were deleted while they were read."),
        _ => (ConnectorFailure.Protocol, $"The broker at {broker} does not answer the request."),
    };

    // A broker that was told a password could have put it there: only what is a topic's name is repeated.
    private static string Named(string? topic, string article = "the") => TopicName().IsMatch(topic ?? "") ? $"{article} topic '{topic}'" : $"{article} topic";

    [GeneratedRegex("^[A-Za-z0-9._-]{1,249}\\z")]
    private static partial Regex TopicName();
}
