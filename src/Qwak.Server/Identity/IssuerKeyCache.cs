using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>
/// The keys of one issuer. They are fetched by one at a time, and at most once in <see cref="Interval"/>, however many
/// tokens name keys that nobody knows. While they are known, nobody waits for a newer set of them.
/// </summary>
/// <param name="fetch">Fetches them; null when they cannot be had. It does not throw.</param>
/// <param name="time">The clock.</param>
internal sealed class IssuerKeyCache(Func<Task<IssuerKeySet?>> fetch, TimeProvider time)
{
    /// <summary>Between the begins of two fetches.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>After it, the next use begins a fetch: so long a key that the issuer withdrew may still be taken.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <summary>After it, keys are not used, even if no newer ones can be had.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromHours(1);

    private readonly Lock _turn = new();
    private volatile Known? _known;
    private Task _running = Task.CompletedTask;
    private long? _begun;

    public async Task<(SecurityKey? Key, TokenProblem? Problem)> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (Current() is { } known && known.Keys.Find(keyId) is { } key)
        {
            if (time.GetElapsedTime(known.FetchedAt) > Freshness)
            {
                _ = RefreshAsync();
            }

            return (key, null);
        }

        await RefreshAsync().WaitAsync(cancellationToken);
        var now = Current();
        return now?.Keys.Find(keyId) is { } found ? (found, null) : (null, now is null ? TokenProblem.UnreachableIssuer : TokenProblem.UnknownKey);
    }

    private Known? Current() => _known is { } known && time.GetElapsedTime(known.FetchedAt) <= MaximumAge ? known : null;

    private Task RefreshAsync()
    {
        lock (_turn)
        {
            if (_running.IsCompleted && (_begun is not { } begun || time.GetElapsedTime(begun) >= Interval))
            {
                _begun = time.GetTimestamp();
                _running = Task.Run(FetchAsync);
            }

            return _running;
        }
    }

    private async Task FetchAsync()
    {
        var begun = time.GetTimestamp();
        if (await fetch() is { } keys)
        {
            _known = new Known(keys, begun);
        }
    }

    private sealed record Known(IssuerKeySet Keys, long FetchedAt);
}
