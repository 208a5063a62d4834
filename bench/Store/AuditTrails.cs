using System.Diagnostics;
using System.Globalization;
using Qwak.Core;
using Qwak.Core.Audit;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Bench.Store;

/// <summary>How long it takes to verify the audit trail of a store, every hash and every signature.</summary>
internal static class AuditTrails
{
    private const int Chunk = 10_000;

    public static async Task<int> RunAsync(int events, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("qwak-audit-").FullName;
        try
        {
            await using var open = await OpenStore.CreateAsync(Path.Combine(folder, "data"), OwnAddresses.None);
            await FillAsync(open.Store, events);
            for (var round = 1; round <= rounds; round++)
            {
                var check = (await open.Store.Audit.VerifyAsync(open.Admin)).Value!;
                using var process = Process.GetCurrentProcess();
                var (start, before) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
                var found = await check.RunAsync();
                var elapsed = Stopwatch.GetElapsedTime(start);
                process.Refresh();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{found.Events} events and {found.Checkpoints} checkpoints, {(found.IsGood ? "whole" : "NOT WHOLE")}: {elapsed.TotalSeconds:F2} s, {(process.TotalProcessorTime - before).TotalSeconds:F2} s of CPU"));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As reads leave them, with a checkpoint after each chunk.
    private static async Task FillAsync(Core.Storage.Store store, int events)
    {
        for (var from = 0; from < events; from += Chunk)
        {
            var size = Math.Min(Chunk, events - from);
            await store.Commits.ChangeAsync(
                transaction =>
                {
                    for (var i = 0; i < size; i++)
                    {
                        transaction.Trail.Append(new AuditEvent
                        {
                            Time = StoreTime.Now(TimeProvider.System),
                            PrincipalId = "0123456789abcdef0123456789abcdef",
                            Principal = "training-job",
                            Credential = "key:0123456789abcdef0123456789abcdef",
                            Action = AuditActions.SecretRead,
                            Environment = "production",
                            Name = string.Create(CultureInfo.InvariantCulture, $"snowflake-{i % 100}"),
                            Version = 3,
                            Address = "192.0.2.7",
                            RequestId = RandomId.New(),
                        });
                    }

                    return Task.CompletedTask;
                },
                authorisedUnder: null);
            await store.Checkpoints.WriteAsync();
        }
    }
}
