using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Long-lived access tokens, for clients that log in with a token instead of an API key.</summary>
public sealed class AccessTokensClient
{
    private const string Path = "api/v1/access-tokens";

    private readonly RestClient _rest;

    internal AccessTokensClient(RestClient rest) => _rest = rest;

    /// <summary>Makes a token.</summary>
    /// <param name="user">Who it is for; null: the caller.</param>
    /// <param name="environment">The only environment that it may be used in; null for any.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="expiresInDays">Lifetime; null: 30 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public async Task<CreatedAccessToken> CreateAsync(
        string? user = null,
        string? environment = null,
        string? description = null,
        int? expiresInDays = null,
        CancellationToken cancellationToken = default)
    {
        var answer = await _rest.SendAsync(
            HttpMethod.Post,
            Path,
            new CreateAccessTokenBody(user, environment, description, expiresInDays),
            RestJson.Default.CreateAccessTokenBody,
            RestJson.Default.CreateAccessTokenAnswer,
            Repeat.NeverSent,
            cancellationToken).ConfigureAwait(false);
        return new CreatedAccessToken
        {
            Id = answer.Id,
            AccessToken = SecretValue.FromString(answer.AccessToken),
            User = answer.User,
            Environment = answer.Environment,
            ExpiresAt = answer.ExpiresAt,
        };
    }

    /// <summary>Lists all tokens, without their text.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<AccessTokenProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageAccessTokenProperties, cancellationToken);

    /// <summary>Revokes a token, with immediate effect.</summary>
    /// <param name="id">The token's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such token (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task RevokeAsync(string id, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{Path}/{RestPath.Segment(id)}", cancellationToken);
}
