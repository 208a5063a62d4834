using System.Globalization;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Kafka;

/// <summary>Maps the brokers' error codes (https://kafka.apache.org/protocol#protocol_error_codes).</summary>
internal static class KafkaErrors
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

    public static ConnectorException Missing(string topic) => new(ConnectorFailure.Table, $"The topic '{topic}' is not there.", "3");

    public static ConnectorException NotKafka(HostPort broker) => new(ConnectorFailure.Protocol, $"The broker at {broker} does not speak as Kafka does.");

    private static (ConnectorFailure, string) Of(short code, HostPort broker, string? topic) => code switch
    {
        3 or 17 => (ConnectorFailure.Table, $"The topic '{topic}' is not there."),
        29 => (ConnectorFailure.Permission, $"The user may not read the topic '{topic}'."),
        31 => (ConnectorFailure.Permission, "The user may not ask for this."),
        33 => (ConnectorFailure.Login, $"The broker at {broker} does not take the definition's way to log in."),
        58 => (ConnectorFailure.Login, $"The broker at {broker} refuses the user or the password."),
        5 or 6 or 8 or 9 or 13 or 74 => (ConnectorFailure.Connection, $"The topic '{topic}' cannot be read at the moment: its leader is changing."),
        7 => (ConnectorFailure.Timeout, $"The broker at {broker} took too long."),
        1 => (ConnectorFailure.Query, $"Messages of the topic '{topic}' were deleted while they were read."),
        _ => (ConnectorFailure.Protocol, $"The broker at {broker} does not answer the request."),
    };
}
