using Qwak.Core.Storage;

namespace Qwak.Server.Jobs;

/// <summary>Does what the audit trail needs each second.</summary>
internal sealed class AuditJob(Store store, TimeProvider time, ILogger<AuditJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TickAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The store writes the last checkpoint itself when it closes.
        }
    }

    private async Task TickAsync()
    {
        try
        {
            await store.TickAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is: a job that ends would take the whole service with it.
            Log.CheckpointFailed(logger, e);
        }
    }
}
