using System.Globalization;

namespace Qwak.Core.Recovery;

/// <summary>Tells once a second how far something has come.</summary>
/// <param name="what">What is counted: <c>rows</c>.</param>
/// <param name="total">How many there are.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Who is told.</param>
internal sealed class CopyProgress(string what, long total, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long _last = time.GetTimestamp();
    private long _done;

    /// <param name="where">Where it is at.</param>
    public void Step(string where)
    {
        _done++;
        if (time.GetElapsedTime(_last) >= Pause)
        {
            _last = time.GetTimestamp();
            tell(string.Create(CultureInfo.InvariantCulture, $"{_done:N0} of {total:N0} {what} ({where})"));
        }
    }
}
