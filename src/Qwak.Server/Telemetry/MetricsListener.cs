using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Qwak.Core;
using Qwak.Server.Hosting;

namespace Qwak.Server.Telemetry;

/// <summary>
/// Serves <c>/metrics</c> on a port of its own, apart from the doors: it answers when the store is gone and while the service
/// is sealed. On loopback in the clear; elsewhere over TLS, to who brings the token.
/// </summary>
internal static class MetricsListener
{
    private const string Scheme = "Bearer ";
    private const int ShortestToken = 32;

    /// <exception cref="StartupException">The address is taken, or the token cannot be used.</exception>
    public static async Task<IAsyncDisposable> StartAsync(MetricsOptions options, ServerCertificate certificate, ServerMetrics metrics)
    {
        var token = options.TokenFile is { } file ? ReadToken(file) : null;
        var isLocal = IPAddress.IsLoopback(options.Address.Address);
        if (!isLocal && token is null)
        {
            throw new StartupException("--metrics-listen is not a loopback address, and there is no token.", "Give --metrics-token-file, or 127.0.0.1.");
        }

        var text = new PrometheusText(meter => meter == metrics.Telemetry.Meter || meter.Name == "System.Runtime");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(_ => text);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(options.Address.Address, options.Address.Port, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                if (!isLocal)
                {
                    endpoint.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate.Certificate, certificate.Chain));
                }
            });
        });
        var app = builder.Build();
        app.Run(http => AnswerAsync(http, app.Services.GetRequiredService<PrometheusText>(), token));
        await Listening.StartAsync(app, [options.Address], "--metrics-listen");
        return app;
    }

    private static Task AnswerAsync(HttpContext http, PrometheusText text, byte[]? token)
    {
        if (token is not null && !IsRight(http.Request.Headers.Authorization, token))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        }

        if (http.Request.Path != "/metrics" || !HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(text.Write());
    }

    private static bool IsRight(string? header, byte[] token) =>
        header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), token);

    /// <returns>The token's hash: nothing more is needed to know it again.</returns>
    private static byte[] ReadToken(string file)
    {
        PrivateFile.RequireHidden(file, "The metrics' token file", "make a new token if it may have been read");
        try
        {
            var token = File.ReadAllText(file).Trim();
            return token.Length >= ShortestToken
                ? SHA256.HashData(Encoding.UTF8.GetBytes(token))
                : throw new StartupException($"The token in {file} is shorter than {ShortestToken} characters.", "Make one with 'openssl rand -hex 32'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--metrics-token-file {file} cannot be read ({e.GetType().Name}).", "Name a file that this user can read.", e);
        }
    }
}
