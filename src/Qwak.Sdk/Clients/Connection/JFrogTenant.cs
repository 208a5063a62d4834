using Grpc.Core;
using Qwak.Rest;

namespace Qwak.Clients.Connection;

/// <summary>The tenant id that goes with an access token of the JFrog platform (contract 2.5).</summary>
internal sealed class JFrogTenant(HttpClient http, CallRunner runner)
{
    public async Task<string> FindAsync(ClientCredential credential, CancellationToken cancellationToken)
    {
        var platform = credential.Platform!;
        var rest = new RestClient(http, runner, new FixedBearer(credential.AccessToken!), _ => Task.FromResult(platform));
        try
        {
            var footer = await rest.GetAsync("ui/api/v1/system/auth/screen/footer", RestJson.Default.FooterAnswer, cancellationToken)
                .ConfigureAwait(false);
            return HeaderValue.Check(footer.ServerId, "serverId") ?? throw Wrong(QwakErrorCodes.NotConfigured, StatusCode.Unknown);
        }
        catch (QwakException e) when (e.StatusCode is StatusCode.Unauthenticated)
        {
            throw new QwakException(
                "Failed to authenticate with JFrog. Please check your credentials", e.Code, e.StatusCode, e.InnerException);
        }
        catch (QwakException e) when (e.Code is not QwakErrorCodes.NotConfigured)
        {
            throw Wrong(e.Code, e.StatusCode, e);
        }
    }

    private static QwakException Wrong(string code, StatusCode status, Exception? cause = null) =>
        new("Failed to authenticate with JFrog. Please check your artifactory configuration", code, status, cause);
}
