using Qwak.Clients.Connection;

namespace Qwak.Clients;

/// <summary>What <c>qwak configure</c> does beside asking.</summary>
internal static class QwakLogin
{
    /// <summary>
    /// Exchanges the API key of the options once, then writes the profile, then the profile's token cache.
    /// Nothing is written when the key is refused.
    /// </summary>
    /// <exception cref="QwakException">"Failed to login, error is …", or what is missing in the options.</exception>
    public static async Task ConfigureAsync(QwakConnectionOptions options, QwakProfile values, CancellationToken cancellationToken)
    {
        var profiles = new QwakProfiles(QwakHome.Locate(options.Variables));
        profiles.ClearToken(options.Profile);
        var token = await ExchangeAsync(options, cancellationToken).ConfigureAwait(false);
        profiles.Set(options.Profile, values);
        Cache(options).Write(token);
    }

    /// <summary>Exchanges the API key of the options once and writes the token cache of <see cref="QwakConnectionOptions.Profile"/>.</summary>
    /// <exception cref="QwakException">"Failed to login, error is …", or what is missing in the options.</exception>
    public static async Task LoginAsync(QwakConnectionOptions options, CancellationToken cancellationToken) =>
        Cache(options).Write(await ExchangeAsync(options, cancellationToken).ConfigureAwait(false));

    private static TokenCache Cache(QwakConnectionOptions options) =>
        new(new QwakHome(QwakHome.Locate(options.Variables)), options.Profile);

    private static async Task<string> ExchangeAsync(QwakConnectionOptions options, CancellationToken cancellationToken)
    {
        using var connection = new QwakConnection(ConnectionSettings.Resolve(options));
        return await connection.ExchangeApiKeyAsync(cancellationToken).ConfigureAwait(false);
    }
}
