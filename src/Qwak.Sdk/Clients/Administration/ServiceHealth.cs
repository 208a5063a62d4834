using System.Net;
using Qwak.Clients.Connection;

namespace Qwak.Clients.Administration;

/// <summary>Whether a service is ready; asked without a credential while one is starting.</summary>
internal static class ServiceHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>False while it cannot be reached, does not answer, or says that it is not ready.</summary>
    /// <exception cref="QwakException">The certificate authority cannot be read.</exception>
    public static async Task<bool> IsReadyAsync(Uri url, string certificateAuthorityFile, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = CertificateTrust.For(certificateAuthorityFile),
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = Patience,
        };
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "health/ready"), cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
