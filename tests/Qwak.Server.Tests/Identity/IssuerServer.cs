using Microsoft.AspNetCore.Http;
using Qwak.Connectors.Tests.Support;
using Qwak.Core.Tests.Identity;

namespace Qwak.Server.Tests.Identity;

/// <summary>An issuer with its server: discovery and keys, until it is told to answer otherwise.</summary>
internal sealed class IssuerServer : IAsyncDisposable
{
    private HttpsServer _server = null!;
    private int _fetches;

    private IssuerServer()
    {
    }

    public TestIssuer Issuer { get; set; } = null!;

    /// <summary>How often its keys were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    public string JwksUrl => $"{Issuer.Url}/keys";

    /// <summary>What it does instead of answering with its keys.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>What it gives for a code.</summary>
    public RequestDelegate? Token { get; set; }

    /// <summary>What it says of itself.</summary>
    public Func<object> Discovery { get; set; } = null!;

    public static async Task<IssuerServer> StartAsync()
    {
        var started = new IssuerServer();
        started._server = await HttpsServer.StartAsync(started.AnswerAsync);
        started.Issuer = new TestIssuer($"https://localhost:{started._server.Port}");
        started.Discovery = () => new { issuer = started.Issuer.Url, jwks_uri = started.JwksUrl };
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Issuer.Dispose();
    }

    /// <summary>Answers as no issuer should, whatever was asked. False for a lie that is the test's own.</summary>
    public static async Task<bool> TryLieAsync(HttpContext http, string lie, string elsewhere)
    {
        var response = http.Response;
        switch (lie)
        {
            case "hangs":
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                return true;
            case "grows":
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await response.WriteAsync(new string(' ', 65536), http.RequestAborted);
                }

                return true;
            case "redirects":
                response.Redirect(elsewhere);
                return true;
            case "fails":
                response.StatusCode = 500;
                return true;
            case "html":
                await response.WriteAsync("<html>Please sign in</html>");
                return true;
            default:
                return false;
        }
    }

    private Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/.well-known/openid-configuration")
        {
            return http.Response.WriteAsJsonAsync(Discovery());
        }

        if (http.Request.Path == "/token" && Token is { } token)
        {
            return token(http);
        }

        Interlocked.Increment(ref _fetches);
        return Instead is { } instead ? instead(http) : http.Response.WriteAsync(Issuer.Jwks());
    }
}
