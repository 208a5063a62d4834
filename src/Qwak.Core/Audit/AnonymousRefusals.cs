using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// Refusals of callers who are not authenticated. Anyone can cause them, so they are coalesced by address, action and
/// outcome and written once a second, under a reserve that refills slowly: a stranger cannot fill the disk. What
/// exceeds the reserve is counted in one event without an address.
/// </summary>
internal sealed class AnonymousRefusals(CommitQueue commits, TimeProvider time, ILogger<AnonymousRefusals> logger)
{
    /// <summary>Most addresses kept apart within a second.</summary>
    public const int MostAddresses = 256;

    /// <summary>Events that may be written at once; one a second comes back.</summary>
    public const int Reserve = 10_000;

    private const string Overflow = "*";
    private readonly ConcurrentDictionary<Refused, int> _counts = new();
    private double _reserve = Reserve;
    private DateTimeOffset _filledAt = time.GetUtcNow();

    public void Record(string? address, string action, string outcome = QwakErrorCodes.Unauthenticated)
    {
        var key = new Refused(address ?? Overflow, action, outcome);
        if (_counts.Count >= MostAddresses && !_counts.ContainsKey(key))
        {
            key = key with { Address = Overflow };
        }

        _counts.AddOrUpdate(key, 1, (_, count) => Sum(count, 1));
    }

    /// <summary>Writes what has gathered; called once a second and at close.</summary>
    public async Task FlushAsync()
    {
        Refill();
        var beyond = new Dictionary<Refused, int>();
        var writes = new List<Task<int>>();
        foreach (var key in _counts.Keys)
        {
            if (!_counts.TryRemove(key, out var count))
            {
                continue;
            }

            if (_reserve >= 1 && key.Address != Overflow)
            {
                _reserve--;
                writes.Add(WriteAsync(key, count));
            }
            else
            {
                var anyone = key with { Address = Overflow };
                beyond[anyone] = Sum(beyond.GetValueOrDefault(anyone), count);
            }
        }

        // All at once, so that they share one commit.
        writes.AddRange(beyond.Select(pair => WriteAsync(pair.Key, pair.Value)));
        var kept = (await Task.WhenAll(writes)).Aggregate(0, Sum);
        if (kept > 0)
        {
            Log.RefusalsKept(logger, kept);
        }
    }

    private static int Sum(int a, int b) => (int)Math.Min(int.MaxValue, (long)a + b);

    private void Refill()
    {
        var now = time.GetUtcNow();
        _reserve = Math.Min(Reserve, _reserve + Math.Max(0, (now - _filledAt).TotalSeconds));
        _filledAt = now;
    }

    /// <returns>How many are still to be recorded, because the store cannot be written.</returns>
    private async Task<int> WriteAsync(Refused refused, int count)
    {
        try
        {
            var refusal = new AuditEvent
            {
                Time = time.GetUtcNow(),
                Action = refused.Action,
                Outcome = refused.Outcome,
                Address = refused.Address == Overflow ? null : refused.Address,
                Count = count,
            };
            await commits.AppendAsync(refusal, authorisedUnder: null);
            return 0;
        }
        catch (StoreUnavailableException)
        {
            // The callers were refused already. What was counted waits for the store; health tells of it.
            _counts.AddOrUpdate(refused, count, (_, newer) => Sum(newer, count));
            return count;
        }
    }

    private readonly record struct Refused(string Address, string Action, string Outcome);
}
