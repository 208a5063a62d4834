using Qwak.Core.Storage;

namespace Qwak.Server.Jobs;

/// <summary>Removes each minute what is kept no longer: deleted secrets and audit events. The first time at the start.</summary>
internal sealed class RetentionJob(Store store, TimeProvider time, ILogger<RetentionJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        try
        {
            do
            {
                await RunAsync(store.Destruction.RunAsync, Log.DestructionFailed, stoppingToken);
                await RunAsync(store.AuditRetention.RunAsync, Log.AuditCutFailed, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // What is left is done after the next start.
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> remove, Action<ILogger, Exception> failed, CancellationToken stoppingToken)
    {
        try
        {
            await remove(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is: a job that ends would take the whole service with it.
            failed(logger, e);
        }
    }
}
