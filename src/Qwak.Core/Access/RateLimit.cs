using System.Collections.Concurrent;

namespace Qwak.Core.Access;

/// <summary>
/// How many requests of a principal are taken: a second's worth at once, and as many as come back each second after
/// that. What is beyond it is refused with the time to wait, before anything is looked for, recorded or decrypted.
/// </summary>
internal sealed class RateLimit(AccessOptions options, TimeProvider time)
{
    /// <summary>Uses of one dead credential that leave an event of their own, in a second; ten times as many at once.</summary>
    private const int EventsPerSecond = 10;

    private readonly Buckets _principals = new(options.RequestsPerSecond, burst: options.RequestsPerSecond, time);
    private readonly Buckets _deadCredentials = new(EventsPerSecond, burst: 10 * EventsPerSecond, time);

    /// <summary>Counts a request of a principal; the refusal when it is one too many.</summary>
    public Refusal? Refuse(string principalId) => _principals.Take(principalId) is { } wait
        ? new Refusal(RefusalCode.RateLimited, "There are too many requests of this principal; slow down.", wait)
        : null;

    /// <summary>Counts a use of a credential that is revoked, expired or gone, whose holder must not fill the trail; how long to wait when it is one too many.</summary>
    public TimeSpan? OfDeadCredential(string credential) => _deadCredentials.Take(credential);

    /// <summary>
    /// Token buckets in one number each: the time at which the bucket will be full again (the generic cell rate
    /// algorithm). A key that is not there has a full bucket.
    /// </summary>
    private sealed class Buckets(int perSecond, int burst, TimeProvider time)
    {
        private const int Capacity = 100_000;
        private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
        private readonly long _cost = Math.Max(1, time.TimestampFrequency / perSecond);

        /// <returns>How long to wait; null when it is taken.</returns>
        public TimeSpan? Take(string key)
        {
            if (_buckets.Count >= Capacity)
            {
                _buckets.Clear();
            }

            return _buckets.GetOrAdd(key, _ => new Bucket()).Take(time, _cost, _cost * burst);
        }
    }

    private sealed class Bucket
    {
        private long _fullAt;

        public TimeSpan? Take(TimeProvider time, long cost, long depth)
        {
            while (true)
            {
                var (now, before) = (time.GetTimestamp(), Volatile.Read(ref _fullAt));
                var after = Math.Max(now, before) + cost;
                if (after - now > depth)
                {
                    return time.GetElapsedTime(now, after - depth);
                }

                if (Interlocked.CompareExchange(ref _fullAt, after, before) == before)
                {
                    return null;
                }
            }
        }
    }
}
