using Qwak.Core.Storage;

namespace Qwak.Server.Jobs;

/// <summary>Destroys each minute what was deleted longer ago than the retention, the first time at the start.</summary>
internal sealed class DestructionJob(Store store, TimeProvider time, ILogger<DestructionJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        try
        {
            do
            {
                await RunAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // What is left is done after the next start.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Destruction.RunAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is: a job that ends would take the whole service with it.
            Log.DestructionFailed(logger, e);
        }
    }
}
