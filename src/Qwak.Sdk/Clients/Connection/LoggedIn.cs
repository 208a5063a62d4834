using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>Headers of a caller who is logged in: with an access token of the API key, kept until shortly before it expires.</summary>
internal sealed class LoggedIn(
    ConnectionSettings settings, Func<CancellationToken, Task<string>> exchange, Func<CancellationToken, Task<string>> tenant)
    : IRequestHeaders, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly TokenCache? _cache =
        settings.Credential.CacheSection is { } section ? new(settings.Home, section) : null;

    private string? _kept;
    private string? _tenant;

    public async ValueTask<(Metadata Headers, BearerToken? Token)> GetAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return settings.Credential.AccessToken is { } given
                ? (Headers(given, _tenant ??= await tenant(cancellationToken).ConfigureAwait(false)), null)
                : WithToken(await TokenAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Drop(BearerToken token)
    {
        // Only this one: another call may have logged in meanwhile.
        Interlocked.CompareExchange(ref _kept, null, token.Text);
        _cache?.Drop(token.Text);
    }

    public void Dispose() => _turn.Dispose();

    private (Metadata Headers, BearerToken? Token) WithToken(BearerToken token) => (Headers(token.Text, null), token);

    private Metadata Headers(string token, string? tenantId)
    {
        var headers = new Metadata { { "authorization", "Bearer " + token } };
        if (tenantId is { Length: > 0 })
        {
            headers.Add("x-jfrog-tenant-id", tenantId);
        }

        if (settings.Environment is { } environment)
        {
            headers.Add("x-qwak-environment", environment);
        }

        return headers;
    }

    private async Task<BearerToken> TokenAsync(CancellationToken cancellationToken)
    {
        _kept = Usable(_kept) ?? Usable(_cache?.Read());
        if (_kept is { } kept)
        {
            return new BearerToken(kept, fresh: false);
        }

        _kept = await exchange(cancellationToken).ConfigureAwait(false);
        _cache?.Write(_kept);
        return new BearerToken(_kept, fresh: true);
    }

    private string? Usable(string? token) =>
        token is not null && Jwt.ExpiresAt(token) is { } expiry && expiry - Margin > settings.TimeProvider.GetUtcNow() ? token : null;
}
