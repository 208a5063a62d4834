using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Access;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>
/// The documents of one issuer. They are fetched by one at a time, and at most once in <see cref="Interval"/>, however many
/// tokens name keys that nobody knows. While they are known, nobody waits for a newer set of them.
/// </summary>
/// <param name="fetch">Fetches them; null when they cannot be had. It does not throw.</param>
/// <param name="time">The clock.</param>
internal sealed class IssuerCache(Func<Task<IssuerDocuments?>> fetch, TimeProvider time)
{
    /// <summary>Between the begins of two fetches.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>After it, the next use begins a fetch: so long a key that the issuer withdrew may still be taken.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <summary>After it, keys are not used, even if no newer ones can be had.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromHours(1);

    /// <summary>Codes that the issuer may be asked to redeem at once: one that hangs holds up so many requests and no more.</summary>
    public const int MostRedemptions = 8;

    private readonly Lock _turn = new();
    private volatile Known? _known;
    private Task _running = Task.CompletedTask;
    private long? _begun;

    public Admission Redemptions { get; } = new(MostRedemptions);

    public Task<(SecurityKey? Key, TokenProblem? Problem)> FindKeyAsync(string keyId, CancellationToken cancellationToken) =>
        FindAsync(documents => documents.Keys.Find(keyId), TokenProblem.UnknownKey, cancellationToken);

    public Task<(SignInEndpoints? Endpoints, TokenProblem? Problem)> FindEndpointsAsync(CancellationToken cancellationToken) =>
        FindAsync(documents => documents.SignIn, TokenProblem.UnreachableIssuer, cancellationToken);

    private async Task<(T? Found, TokenProblem? Problem)> FindAsync<T>(Func<IssuerDocuments, T?> find, TokenProblem missing, CancellationToken cancellationToken)
        where T : class
    {
        if (Current() is { } known && find(known.Documents) is { } here)
        {
            if (time.GetElapsedTime(known.FetchedAt) > Freshness)
            {
                _ = RefreshAsync();
            }

            return (here, null);
        }

        await RefreshAsync().WaitAsync(cancellationToken);
        var now = Current();
        return now is null ? (null, TokenProblem.UnreachableIssuer)
            : find(now.Documents) is { } found ? (found, null)
            : (null, missing);
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
        if (await fetch() is { } documents)
        {
            _known = new Known(documents, begun);
        }
    }

    private sealed record Known(IssuerDocuments Documents, long FetchedAt);
}
