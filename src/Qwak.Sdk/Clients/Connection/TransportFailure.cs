using System.Security.Authentication;
using System.Text.RegularExpressions;
using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>What went wrong below gRPC and REST: connection, TLS, protocol.</summary>
internal static partial class TransportFailure
{
    public static ServiceFailure From(Exception e)
    {
        if (IsTrustFailure(e))
        {
            return new ServiceFailure(
                StatusCode.Unavailable,
                QwakErrorCodes.Unavailable,
                "The service's certificate is not trusted, or is for another host name. "
                + "For a private certificate authority set QWAK_CA_FILE to its PEM file. "
                + Message(e.InnerException),
                e) { NeverSent = true };
        }

        return new ServiceFailure(StatusCode.Unavailable, QwakErrorCodes.Unavailable, Message(e), e)
        {
            NeverSent = NeverSent(e),
            Transient = true,
        };
    }

    /// <summary>The HTTP handler reports its own time limit as a cancellation that nobody asked for.</summary>
    public static ServiceFailure ConnectTimeout(OperationCanceledException e) =>
        new(StatusCode.Unavailable, QwakErrorCodes.Unavailable, "No connection within the time limit.", e)
        {
            NeverSent = true,
            Transient = true,
        };

    /// <summary>The library's words. It quotes what a proxy answered, and the proxy's address with the password that stands in it.</summary>
    private static string Message(Exception? e) => UserInformation().Replace(Printable.Text(e?.Message), "//");

    [GeneratedRegex("//[^/?#\\s]*@")]
    private static partial Regex UserInformation();

    private static bool IsTrustFailure(Exception? e) =>
        e is AuthenticationException || (e is not null && IsTrustFailure(e.InnerException));

    private static bool NeverSent(Exception? e) =>
        e is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError,
        };
}
