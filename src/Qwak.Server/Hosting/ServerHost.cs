using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Environments;
using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.Api;
using Qwak.Server.Authentication;
using Qwak.Server.DataSources;
using Qwak.Server.Grpc;
using Qwak.Server.Identity;
using Qwak.Server.Jobs;
using Qwak.Server.Ui;

namespace Qwak.Server.Hosting;

/// <summary>The composition root: store, doors and jobs of one process.</summary>
internal static class ServerHost
{
    /// <summary>Largest request: a value of 2 MiB in which JSON escapes every character.</summary>
    private const long MaximumRequestBytes = 13 * 1024 * 1024;

    public static async Task<int> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(ConfigureLogging);
        using var directory = DataDirectory.Open(options.DataDirectory);
        var certificate = ServerCertificate.Load(options, directory, TimeProvider.System);
        var own = new OwnAddresses([.. options.Listeners.Select(listener => listener.Name)], certificate.DnsNames, options.PublishedAddress);
        await using var store = await Store.OpenAsync(directory, StoreOptions(options, directory, own), loggers);
        Warn(loggers.CreateLogger("Qwak.Server"), options, directory, store);

        await using var app = Build(options, certificate, store);
        await StartAsync(app, options);
        StartMessage.Write(options, certificate, store, AdminKeyFile(options, directory));
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>Makes a new administrator's key while the service is stopped.</summary>
    public static async Task<int> ResetAdminKeyAsync(ServerOptions options)
    {
        using var loggers = LoggerFactory.Create(ConfigureLogging);
        using var directory = DataDirectory.Open(options.DataDirectory);
        await using var store = await Store.OpenAsync(directory, StoreOptions(options, directory, own: null), loggers);
        if (store.AdminKey is null)
        {
            await store.ResetAdminKeyAsync(AdminKeyFile(options, directory));
        }

        Console.WriteLine($"A new API key of the administrator is in {AdminKeyFile(options, directory)} (mode 0600); older ones are revoked.");
        return 0;
    }

    /// <summary>Takes a store that was put back as it is, while the service is stopped.</summary>
    public static async Task<int> AcceptRollbackAsync(ServerOptions options)
    {
        using var loggers = LoggerFactory.Create(ConfigureLogging);
        using var directory = DataDirectory.Open(options.DataDirectory);
        await using var store = await Store.OpenAsync(directory, StoreOptions(options, directory, own: null) with { AcceptsRollback = true }, loggers);
        Console.WriteLine(store.AcceptedRollback is { } reason
            ? $"Accepted, and recorded in the audit trail: {reason}"
            : "The store is not older than its audit anchor: there was nothing to accept.");
        return 0;
    }

    /// <summary>Puts the store under another seal while the service is stopped.</summary>
    public static async Task<int> ResealAsync(ServerOptions options, string? keyFile, string? passphraseFile)
    {
        using var loggers = LoggerFactory.Create(ConfigureLogging);
        using var directory = DataDirectory.Open(options.DataDirectory);
        await using var store = await Store.OpenAsync(directory, StoreOptions(options, directory, own: null), loggers);
        using var next = OpenedSeal.ForNew(keyFile ?? SealKeyFiles.Default(directory.Path), passphraseFile);
        await store.ResealAsync(next);
        Console.WriteLine($"The store is under the seal {next.Seal.Id} ({next.Seal.Kind}) now; the one before opens nothing of it any more.");
        return 0;
    }

    /// <summary>Verifies the audit trail while the service is stopped. Nothing is recorded or changed.</summary>
    public static async Task<AuditVerification> VerifyAuditAsync(ServerOptions options, DataDirectory directory)
    {
        using var loggers = LoggerFactory.Create(ConfigureLogging);
        return await OfflineAudit.VerifyAsync(directory, StoreOptions(options, directory, own: null), loggers);
    }

    private static string AdminKeyFile(ServerOptions options, DataDirectory directory) =>
        options.AdminKeyFile ?? directory.File("admin-api-key");

    private static StoreOptions StoreOptions(ServerOptions options, DataDirectory directory, OwnAddresses? own) => new()
    {
        PostgreSql = options.PostgreSql,
        SealKeyFile = options.SealKeyFile,
        SealPassphraseFile = options.SealPassphraseFile,
        AdminKeyFile = AdminKeyFile(options, directory),
        AnchorFile = options.AnchorFile,
        AuditFile = options.AuditFile,
        AuditRetention = options.AuditRetention,
        Own = own,
        Access = options.Access,
        Secrets = options.Secrets,
        FailedLogins = options.FailedLogins,
        MaximumOperations = options.MaximumOperations,
    };

    private static void Warn(ILogger logger, ServerOptions options, DataDirectory directory, Store store)
    {
        if (store.SealKeyFile is not null && SealKeyFiles.LiesInside(directory.Path, store.SealKeyFile))
        {
            Log.SealKeyInside(logger, store.SealKeyFile);
        }

        var adminKeyFile = AdminKeyFile(options, directory);
        if (store.AdminKey is null && SealKeyFiles.LiesInside(directory.Path, adminKeyFile) && File.Exists(adminKeyFile))
        {
            Log.AdminKeyInside(logger, adminKeyFile);
        }
    }

    /// <summary>The web application over an open store.</summary>
    public static WebApplication Build(ServerOptions options, ServerCertificate certificate, Store store)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ConfigureLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, options, certificate));
        builder.Host.UseConsoleLifetime(console => console.SuppressStatusMessages = true);

        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        builder.Services.AddHostedService<AuditJob>();
        builder.Services.AddHostedService<RetentionJob>();
        builder.Services.AddSingleton(options.Sources);
        builder.Services.AddSingleton(_ => new DataSourceConnections(options.Sources.Limits, TimeProvider.System));
        builder.Services.AddSingleton<SourceReading>();
        builder.Services.AddSingleton(options.Identity);
        builder.Services.AddSingleton<IssuerKeys>();
        builder.Services.AddSingleton<SecretRotation>();
        builder.Services.AddSingleton<ValidationResults>();
        builder.Services.AddQwakGrpc();
        builder.Services.AddQwakApi();

        var app = builder.Build();
        app.UseRequestOrigin();
        app.UseWhen(http => !http.IsGrpc(), rest => rest.UseProblems());
        app.UseWhen(http => http.IsGrpc(), grpc => grpc.UseUnreadMessages());
        app.UseRouting();
        app.UseBearerTokens(store);
        app.UseWhen(http => !http.IsGrpc(), rest => rest.UseJsonBodies());
        app.MapQwakGrpc();
        app.MapQwakApi();
        app.MapQwakUi();
        return app;
    }

    private static async Task StartAsync(WebApplication app, ServerOptions options)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var addresses = string.Join(", ", options.Listeners.Select(listener => new IPEndPoint(listener.Address, listener.Port)));
            throw new StartupException($"Cannot listen on {addresses}: {e.Message}", "Stop what uses the port, or give another with --listen.", e);
        }
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, ServerOptions options, ServerCertificate certificate)
    {
        kestrel.AddServerHeader = false;
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

    private static void ConfigureLogging(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        })
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical) // Failures to start are told by StartupException.
        .AddFilter("Grpc", LogLevel.Warning)
        .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
}
