using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Qwak.Core;

namespace Qwak.Server.Hosting;

/// <summary>The listeners: how they are set up, how they start, and how they end.</summary>
internal static class Listening
{
    /// <summary>Largest request: a value of 2 MiB in which JSON escapes every character.</summary>
    private const long MaximumRequestBytes = 13 * 1024 * 1024;

    /// <summary>For requests under way when there is no time for them.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>An application without any door yet, at the service's addresses.</summary>
    public static WebApplicationBuilder Builder(ServerOptions options, ServerCertificate certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Logging.Configure(builder.Logging, options.LogsAsJson);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ClearedMemoryPool.Factory>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        // Requests get the application's own services: one that is for a scope would live in it for ever, so it is refused.
        builder.Host.UseDefaultServiceProvider(services => services.ValidateScopes = true);
        builder.Host.UseConsoleLifetime(console => console.SuppressStatusMessages = true);
        return builder;
    }

    /// <exception cref="StartupException">An address is taken, or is not this machine's.</exception>
    public static async Task StartAsync(WebApplication app, IEnumerable<ListenAddress> addresses, string option)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var text = string.Join(", ", addresses.Select(address => new IPEndPoint(address.Address, address.Port)));
            throw new StartupException($"Cannot listen on {text}: {e.Message}", $"Stop what uses the port, or give another with {option}.", e);
        }
    }

    /// <summary>Serves until the process is to end, which gives requests their time, or until something else is to be served, which does not.</summary>
    /// <returns>Whether it was for something else.</returns>
    public static async Task<bool> UntilAsync(WebApplication app, Task other, CancellationToken cancellationToken)
    {
        var ending = new TaskCompletionSource();
        using var stopping = app.Lifetime.ApplicationStopping.Register(ending.SetResult);
        using var cancelled = cancellationToken.Register(app.Lifetime.StopApplication);
        var isOther = await Task.WhenAny(ending.Task, other) == other;
        using var soon = isOther ? new CancellationTokenSource(Soon) : new CancellationTokenSource();
        try
        {
            await app.StopAsync(soon.Token);
        }
        catch (OperationCanceledException) when (isOther)
        {
            // What was still under way is cut off.
        }

        return isOther;
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, ServerCertificate certificate)
    {
        kestrel.AddServerHeader = false;

        // Each answer has a request id of its own. In HTTP/2's table of headers those would push each other out, and every
        // answer would search through all of them: a tenth of what a read costs.
        kestrel.AllowResponseHeaderCompression = false;
        kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ServerCertificate = certificate.Certificate;
            https.ServerCertificateChain = certificate.Chain;
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        });
        foreach (var listener in options.Listeners)
        {
            kestrel.Listen(listener.Address, listener.Port, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1AndHttp2;
                endpoint.UseHttps();
            });
        }
    }
}
