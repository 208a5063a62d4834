using System.Collections.Concurrent;

namespace Qwak.Sdk.Tests.Service;

/// <summary>A clock whose short timers fire fifty times as fast. It remembers how long each was meant to be.</summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(40);

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > Short)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime / 50, period);
    }
}
