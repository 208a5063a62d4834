using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Qwak.Connectors;

/// <summary>What the failures mean that all drivers share.</summary>
internal static class Failures
{
    public static ConnectorException TimedOut(TimeSpan time) =>
        new(ConnectorFailure.Timeout, $"The source took longer than the {time.TotalSeconds:0.#} seconds allowed.");

    /// <summary>What nobody has a meaning for. Its type is told and its text is not: it may quote what a driver was given.</summary>
    public static ConnectorException Unforeseen(Exception exception) =>
        new(ConnectorFailure.Protocol, $"The source could not be read ({exception.GetType().Name}).");

    /// <summary>Looks through the exception and what caused it; null when none of them is a failure that all drivers share.</summary>
    public static ConnectorException? Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ConnectorException ours:
                    return ours;
                case AuthenticationException:
                    return new ConnectorException(
                        ConnectorFailure.Tls,
                        "TLS failed: the server's certificate is not trusted, is for another name, has expired, or the server speaks no TLS.");
                case SocketException socket:
                    return new ConnectorException(ConnectorFailure.Connection, $"The server does not answer, or broke the connection ({socket.SocketErrorCode}).");
                case DecoderFallbackException:
                    return new ConnectorException(ConnectorFailure.Protocol, "A text of the source is not UTF-8.");
                case TimeoutException or OperationCanceledException:
                    return new ConnectorException(ConnectorFailure.Timeout, "The source did not answer in time.");
                case IOException:
                    return new ConnectorException(ConnectorFailure.Connection, "The connection broke.");
            }
        }

        return null;
    }
}
