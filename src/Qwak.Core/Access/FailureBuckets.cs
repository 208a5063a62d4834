namespace Qwak.Core.Access;

/// <summary>
/// Token buckets in fixed memory. Each name falls on one of 65,536 buckets by the runtime's keyed string hash, so that
/// nobody can choose with whom they share one; to keep all of them empty takes more failures a second than are served.
/// </summary>
internal sealed class FailureBuckets(int capacity, TimeSpan window, TimeProvider time)
{
    private const int Buckets = 65_536;

    private readonly long _start = time.GetTimestamp();
    private readonly long _interval = window.Ticks / capacity;

    // For each bucket the time, in ticks since the start, at which it is full again.
    private readonly long[] _fullAt = new long[Buckets];

    /// <summary>How long until the name's bucket holds something; null when it does.</summary>
    public TimeSpan? Wait(string name)
    {
        var wait = Volatile.Read(ref Bucket(name)) - Now - ((capacity - 1) * _interval);
        return wait > 0 ? TimeSpan.FromTicks(wait) : null;
    }

    public void Spend(string name)
    {
        ref var bucket = ref Bucket(name);
        long seen, now = Now;
        do
        {
            seen = Volatile.Read(ref bucket);
        }
        while (Interlocked.CompareExchange(ref bucket, Math.Min(Math.Max(seen, now) + _interval, now + (capacity * _interval)), seen) != seen);
    }

    private long Now => time.GetElapsedTime(_start).Ticks;

    private ref long Bucket(string name) => ref _fullAt[(uint)name.GetHashCode(StringComparison.Ordinal) % Buckets];
}
