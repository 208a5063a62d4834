using Qwak.Connectors;
using Qwak.Core.Diagnosis;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Environments;
using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.Api;
using Qwak.Server.Authentication;
using Qwak.Server.Commands;
using Qwak.Server.DataSources;
using Qwak.Server.Grpc;
using Qwak.Server.Identity;
using Qwak.Server.Jobs;
using Qwak.Server.Telemetry;
using Qwak.Server.Ui;

namespace Qwak.Server.Hosting;

/// <summary>The composition root: store, doors and jobs of one process.</summary>
internal static class ServerHost
{
    public static async Task<int> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        using var loggers = Logging.Loggers(options);
        var logger = loggers.CreateLogger("Qwak.Server");
        using var directory = DataDirectory.Open(options.DataDirectory);
        var certificate = ServerCertificate.Load(options, directory, TimeProvider.System);
        var own = new OwnAddresses([.. options.Listeners.Select(listener => listener.Name)], certificate.DnsNames, options.PublishedAddress);
        using var metrics = new ServerMetrics { CertificateExpiry = certificate.Certificate.NotAfter };
        using var export = OpenTelemetryExport.Start();
        await using var listener = options.Metrics is { } at ? await MetricsListener.StartAsync(at, certificate, metrics) : null;
        var storeOptions = StoreOptions(options, directory, own) with { Telemetry = metrics.Telemetry };

        // No variable here holds a store: what a closed one leaves in memory could not be collected.
        var isSealed = await ServeAsync(await Store.OpenAsync(directory, storeOptions, loggers), store =>
        {
            Warn(logger, options, directory, store);
            Tell(logger, options, certificate, store, AdminKeyFile(options, directory));
        });
        while (isSealed)
        {
            PrivateProcess.ReturnFreeMemory();
            var unsealed = await SealedHost.RunAsync(
                options, certificate, sealKey => Store.UnsealAsync(directory, storeOptions, loggers, sealKey), logger, cancellationToken);
            isSealed = unsealed is not null && await ServeAsync(unsealed, _ => Log.Unsealed(logger));
        }

        ServiceManager.TellStopping();
        return 0;

        // Whether it was sealed; the store is closed then, and its keys are erased.
        async Task<bool> ServeAsync(Store served, Action<Store> tell)
        {
            await using (served)
            {
                metrics.Store = served;
                try
                {
                    return await RunDoorsAsync(options, certificate, served, tell, cancellationToken);
                }
                finally
                {
                    metrics.Store = null;
                }
            }
        }
    }

    /// <summary>Makes a new administrator's key while the service is stopped.</summary>
    public static async Task<int> ResetAdminKeyAsync(ServerOptions options)
    {
        using var loggers = Logging.Loggers(options);
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
        using var loggers = Logging.Loggers(options);
        using var directory = DataDirectory.Open(options.DataDirectory);
        await using var store = await Store.OpenAsync(directory, StoreOptions(options, directory, own: null) with { AcceptsRollback = true }, loggers);
        Console.WriteLine(store.AcceptedRollback is { } reason
            ? $"Accepted, and recorded in the audit trail: {reason}"
            : "The store is not older than its audit anchor: there was nothing to accept.");
        return 0;
    }

    /// <summary>Puts the store under another seal while the service is stopped.</summary>
    public static async Task<int> ResealAsync(ServerOptions options, SealOptions newSeal)
    {
        using var loggers = Logging.Loggers(options);
        using var directory = DataDirectory.Open(options.DataDirectory);
        await using var store = await Store.OpenAsync(directory, StoreOptions(options, directory, own: null), loggers);
        var next = OpenedSeal.ForNew(newSeal, SealKeyFiles.Default(directory.Path), store.Id);
        await store.ResealAsync(next);
        Console.WriteLine($"The store is under the seal {next.Seal.Id} ({next.Seal.Kind}) now; the one before opens nothing of it any more.");
        return 0;
    }

    /// <summary>Verifies the audit trail while the service is stopped. Nothing is recorded or changed.</summary>
    public static async Task<AuditVerification> VerifyAuditAsync(ServerOptions options, DataDirectory directory)
    {
        using var loggers = Logging.Loggers(options);
        return await OfflineAudit.VerifyAsync(directory, StoreOptions(options, directory, own: null), loggers);
    }

    /// <summary>Looks whether all is well. Nothing is changed, and the service may run meanwhile.</summary>
    public static async Task<IReadOnlyList<CheckResult>> ExamineAsync(ServerOptions options, string? backups)
    {
        using var directory = DataDirectory.Look(options.DataDirectory);
        var doctor = new Doctor(directory, StoreOptions(options, directory, own: null));
        var results = await doctor.ExamineAsync(backups);
        return [.. results, .. CertificateChecks.Run(options, directory, doctor.Hosts, TimeProvider.System.GetUtcNow())];
    }

    // Lines for a person would be none of the JSON that something else reads.
    private static void Tell(ILogger logger, ServerOptions options, ServerCertificate certificate, Store store, string adminKeyFile)
    {
        if (options.LogsAsJson)
        {
            Log.Running(logger, string.Join(", ", options.Listeners.Select(listener => listener.Name)), options.DataDirectory);
        }
        else
        {
            StartMessage.Write(options, certificate, store, adminKeyFile);
        }
    }

    private static string AdminKeyFile(ServerOptions options, DataDirectory directory) =>
        options.AdminKeyFile ?? directory.File("admin-api-key");

    public static StoreOptions StoreOptions(ServerOptions options, DataDirectory directory, OwnAddresses? own) => new()
    {
        PostgreSql = options.PostgreSql,
        Seal = options.Seal,
        NextSeal = () => SealArguments.Own.ReadFile(options.NextSealFile ?? Path.TrimEndingDirectorySeparator(directory.Path) + ".next-seal"),
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

        if (LockedBytes.HasUnlocked)
        {
            Log.KeysNotLocked(logger);
        }

        var adminKeyFile = AdminKeyFile(options, directory);
        if (store.AdminKey is null && SealKeyFiles.LiesInside(directory.Path, adminKeyFile) && File.Exists(adminKeyFile))
        {
            Log.AdminKeyInside(logger, adminKeyFile);
        }
    }

    /// <summary>Serves until the process is to end, or the service is sealed.</summary>
    private static async Task<bool> RunDoorsAsync(
        ServerOptions options, ServerCertificate certificate, Store store, Action<Store> tell, CancellationToken cancellationToken)
    {
        await using var app = Build(Builder(options, certificate, store), store);
        await Listening.StartAsync(app, options.Listeners, "--listen");
        tell(store);
        ServiceManager.TellReady();
        return await Listening.UntilAsync(app, app.Services.GetRequiredService<SealSignal>().Given, cancellationToken);
    }

    /// <summary>What the web application is made of; all services are the process's.</summary>
    public static WebApplicationBuilder Builder(ServerOptions options, ServerCertificate certificate, Store store)
    {
        var builder = Listening.Builder(options, certificate);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<SealSignal>();
        builder.Services.AddSingleton<LiveStreams>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        builder.Services.AddHostedService<AuditJob>();
        builder.Services.AddHostedService<RetentionJob>();
        builder.Services.AddHostedService<MemoryJob>();
        if (options.Backups is { } backups)
        {
            builder.Services.AddHostedService(services => new BackupJob(
                options, backups, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<BackupJob>>()));
        }

        builder.Services.AddSingleton(options.Sources);
        builder.Services.AddSingleton(_ => new DataSourceConnections(options.Sources.Limits, TimeProvider.System));
        builder.Services.AddSingleton<SourceReading>();
        builder.Services.AddSingleton(options.Identity);
        builder.Services.AddSingleton<Issuers>();
        builder.Services.AddSingleton<SecretRotation>();
        builder.Services.AddSingleton<ValidationResults>();
        builder.Services.AddQwakGrpc();
        builder.Services.AddQwakApi();
        return builder;
    }

    /// <summary>The web application over an open store.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, Store store)
    {
        var app = builder.Build();
        app.UseRequestOrigin();
        app.UseWhen(http => !http.IsGrpc(), rest => rest.UseProblems());
        app.UseWhen(http => http.IsGrpc(), grpc => grpc.UseUnreadMessages());
        app.UseRouting();
        app.UseRequestSpans();
        app.UseBearerTokens(store);
        app.UseWhen(http => !http.IsGrpc(), rest => rest.UseJsonBodies());
        app.MapQwakGrpc();
        app.MapQwakApi();
        app.MapQwakUi();
        return app;
    }
}
