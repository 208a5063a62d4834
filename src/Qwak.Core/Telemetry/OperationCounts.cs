using System.Collections.Concurrent;
using Qwak.Core.Access;

namespace Qwak.Core.Telemetry;

/// <summary>How many operations there were, by door, action and outcome. To count is one look-up and one addition.</summary>
internal sealed class OperationCounts
{
    private readonly ConcurrentDictionary<OperationKind, Count> _counts = new();

    public void Add(Door door, string action, RefusalCode? refusal)
    {
        var kind = new OperationKind(door, action, refusal);
        if (!_counts.TryGetValue(kind, out var count))
        {
            count = _counts.GetOrAdd(kind, static _ => new Count());
        }

        count.Increment();
    }

    public long Total => _counts.Sum(pair => pair.Value.Value);

    public IEnumerable<KeyValuePair<OperationKind, long>> Read() => _counts.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Value));

    private sealed class Count
    {
        private long _value;

        public long Value => Volatile.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}

/// <summary>What is counted apart; all of it are words of ours, none is a caller's.</summary>
internal readonly record struct OperationKind(Door Door, string Action, RefusalCode? Refusal);
