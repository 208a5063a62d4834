using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Qwak.Sdk.Tests.Service;

/// <summary>A service on a real HTTPS port whose answers a test dictates. It remembers what it was asked.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    public const string ApiKey = "test-user@0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghij";

    private readonly WebApplication _app;

    private FakeService(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    /// <summary>Failures of the next calls of the edge service, in order. Null: no failure.</summary>
    public ConcurrentQueue<RpcException?> Failures { get; } = new();

    /// <summary>What the edge service does before it answers.</summary>
    public Func<ServerCallContext, Task> Before { get; set; } = _ => Task.CompletedTask;

    public FakeLogin Login { get; set; } = new();

    public FakeRest Rest { get; } = new();

    public FakeUserContext UserContext { get; } = new();

    public static async Task<FakeService> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var identity = certificate ?? TestAuthority.Shared.Issue("localhost");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(identity);
        }));
        FakeService service = null!;
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(_ => service);
        var app = builder.Build();
        service = new FakeService(app);
        app.Use(service.RecordAsync);
        app.MapGrpcService<FakeEdge>();
        app.MapGrpcService<FakeAuthentication>();
        app.MapGrpcService<FakeEcosystem>();
        app.MapFallback(context => service.Rest.AnswerAsync(context, service.Login));
        await app.StartAsync();
        service.Url = new Uri($"https://localhost:{new Uri(app.Urls.Single()).Port}");
        return service;
    }

    public int CallsOf(string pathEnd) => Calls.Count(call => call.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public ReceivedCall Single(string pathEnd) =>
        Calls.Single(call => call.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A test left a call hanging on purpose.
        }

        await _app.DisposeAsync();
    }

    private Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        Calls.Enqueue(new ReceivedCall(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        return next(context);
    }
}
