using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Authentication;

namespace Qwak.Server.Hosting;

/// <summary>Serves while the service is sealed, at the addresses of its doors. There is no store, and no key but that of TLS.</summary>
internal static class SealedHost
{
    /// <returns>The store when it was unsealed; null when the process is to end.</returns>
    public static async Task<Store?> RunAsync(
        ServerOptions options, ServerCertificate certificate, Func<ReadOnlyMemory<byte>, Task<Store>> open, ILogger logger, CancellationToken cancellationToken)
    {
        using var unsealing = new Unsealing(open, logger);
        var builder = Listening.Builder(options, certificate);
        builder.Services.AddQwakJson();
        await using var app = builder.Build();
        app.UseRequestOrigin();
        app.UseWhen(http => !http.IsGrpc(), rest => rest.UseProblems());
        app.Run(new SealedDoor(unsealing).AnswerAsync);
        await Listening.StartAsync(app, options.Listeners, "--listen");
        Log.Sealed(logger);
        if (await Listening.UntilAsync(app, unsealing.Unsealed, cancellationToken))
        {
            return await unsealing.Unsealed;
        }

        if (unsealing.Unsealed.IsCompleted)
        {
            await (await unsealing.Unsealed).DisposeAsync();
        }

        return null;
    }
}
