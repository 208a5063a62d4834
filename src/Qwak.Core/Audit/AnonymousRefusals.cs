using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// Refusals of callers who are not authenticated. Anyone can cause them, so they are coalesced by address and action
/// and written once a second, under a reserve that refills slowly: a stranger cannot fill the disk. What exceeds the
/// reserve is counted in one event without an address.
/// </summary>
internal sealed class AnonymousRefusals(CommitQueue commits, TimeProvider time, ILogger<AnonymousRefusals> logger)
{
    /// <summary>Most addresses kept apart within a second.</summary>
    public const int MostAddresses = 256;

    /// <summary>Events that may be written at once; one a second comes back.</summary>
    public const int Reserve = 10_000;

    private const string Overflow = "*";
    private readonly ConcurrentDictionary<(string Address, string Action), int> _counts = new();
    private double _reserve = Reserve;
    private DateTimeOffset _filledAt = time.GetUtcNow();

    public void Record(string? address, string action)
    {
        var key = (address ?? Overflow, action);
        if (_counts.Count >= MostAddresses && !_counts.ContainsKey(key))
        {
            key = (Overflow, action);
        }

        _counts.AddOrUpdate(key, 1, (_, count) => count == int.MaxValue ? count : count + 1);
    }

    /// <summary>Writes what has gathered; called once a second and at close.</summary>
    public async Task FlushAsync()
    {
        Refill();
        var beyond = new Dictionary<string, int>();
        foreach (var key in _counts.Keys)
        {
            if (!_counts.TryRemove(key, out var count))
            {
                continue;
            }

            if (_reserve >= 1 && key.Address != Overflow)
            {
                _reserve--;
                await WriteAsync(key.Address, key.Action, count);
            }
            else
            {
                beyond[key.Action] = beyond.GetValueOrDefault(key.Action) + count;
            }
        }

        foreach (var (action, count) in beyond)
        {
            await WriteAsync(address: null, action, count);
        }
    }

    private void Refill()
    {
        var now = time.GetUtcNow();
        _reserve = Math.Min(Reserve, _reserve + Math.Max(0, (now - _filledAt).TotalSeconds));
        _filledAt = now;
    }

    private async Task WriteAsync(string? address, string action, int count)
    {
        try
        {
            var refusal = new AuditEvent
            {
                Time = time.GetUtcNow(),
                Action = action,
                Outcome = QwakErrorCodes.Unauthenticated,
                Address = address,
                Count = count,
            };
            await commits.AppendAsync(refusal, authorisedUnder: null);
        }
        catch (StoreUnavailableException e)
        {
            // The caller was refused already; there is nothing to take back. Health tells of the store.
            Log.RefusalsLost(logger, count, e);
        }
    }
}
