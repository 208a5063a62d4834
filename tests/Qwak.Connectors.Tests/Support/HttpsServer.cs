using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Qwak.Connectors.Tests.Support;

/// <summary>An HTTPS server named localhost on a free loopback port that answers as it is told.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpsServer(WebApplication application) => _application = application;

    public int Port => new Uri(_application.Urls.Single()).Port;

    public static async Task<HttpsServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(TestCertificates.Localhost)));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new HttpsServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
