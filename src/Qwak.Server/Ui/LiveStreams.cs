using System.Globalization;
using Qwak.Core;

namespace Qwak.Server.Ui;

/// <summary>
/// How many streams are open at once, of one session and of all: each holds a connection and looks into the store again and
/// again, and a page is opened more easily than it is closed.
/// </summary>
internal sealed class LiveStreams
{
    public const int MostOfSession = 8;
    public const int Most = 256;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private static readonly Refusal TooManyOfSession = Refusal.RateLimited(
        string.Create(CultureInfo.InvariantCulture, $"You have {MostOfSession} live views open. Close one of them, then load the page again."), Wait);

    private static readonly Refusal TooMany = Refusal.Unavailable("Too many live views are open in this service. Load the page again later.") with { RetryAfter = Wait };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = [];
    private int _all;

    /// <summary>Counts a stream that is to be opened, and then has to <see cref="Leave"/>; the refusal when it is one too many.</summary>
    public Refusal? Enter(string session)
    {
        lock (_lock)
        {
            var own = _open.GetValueOrDefault(session);
            if (own >= MostOfSession || _all >= Most)
            {
                return own >= MostOfSession ? TooManyOfSession : TooMany;
            }

            (_open[session], _all) = (own + 1, _all + 1);
            return null;
        }
    }

    public void Leave(string session)
    {
        lock (_lock)
        {
            _all--;
            if (--_open[session] == 0)
            {
                _open.Remove(session);
            }
        }
    }
}
