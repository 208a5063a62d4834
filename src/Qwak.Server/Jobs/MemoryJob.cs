using Qwak.Core.Storage;

namespace Qwak.Server.Jobs;

/// <summary>
/// When it is quiet after requests, gives the memory of their answers back to the system, which clears it. Until then the text of a
/// value lies in strings and buffers of the platform that nobody uses any more, and that nothing else would look after.
/// </summary>
internal sealed class MemoryJob(Store store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>After so many quiet intervals: the listener gives up buffers of its own only after a while.</summary>
    private static readonly int[] Due = [2, 6, 9];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (seen, quiet) = (store.Operations.Total, Due[^1]);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var operations = store.Operations.Total;
                (seen, quiet) = (operations, operations == seen ? quiet + 1 : 0);
                if (Due.Contains(quiet))
                {
                    PrivateProcess.ReturnFreeMemory();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends, and its memory with it.
        }
    }
}
