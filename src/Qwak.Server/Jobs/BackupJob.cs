using Qwak.Core.Recovery;
using Qwak.Core.Storage;
using Qwak.Server.Hosting;

namespace Qwak.Server.Jobs;

/// <summary>Makes the backups that are due. Nothing else waits for them, and one that fails is tried again later.</summary>
internal sealed class BackupJob(ServerOptions options, BackupFolderOptions backups, TimeProvider time, ILogger<BackupJob> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var folder = new BackupFolder(backups);
        using var directory = DataDirectory.Look(options.DataDirectory);
        var store = ServerHost.StoreOptions(options, directory, own: null) with { Time = time };
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await RunAsync(folder, directory, store) ? Pause : PauseAfterFailure;
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> RunAsync(BackupFolder folder, DataDirectory directory, StoreOptions store)
    {
        try
        {
            // On a thread that is not needed to start the service.
            await Task.Yield();
            if (await folder.RunAsync(directory, store) is { } file)
            {
                Log.BackupMade(logger, file);
            }

            return true;
        }
        catch (Exception e)
        {
            // Whatever it is: a job that ends would take the whole service with it.
            Log.BackupFailed(logger, e);
            return false;
        }
    }
}
