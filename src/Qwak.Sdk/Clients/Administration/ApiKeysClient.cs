using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>API keys: long-lived credentials of users and service accounts.</summary>
public sealed class ApiKeysClient
{
    private const string Path = "api/v1/api-keys";

    private readonly RestClient _rest;

    internal ApiKeysClient(RestClient rest) => _rest = rest;

    /// <summary>Makes a key.</summary>
    /// <param name="user">Who it is for; a user who does not exist yet is created.</param>
    /// <param name="environment">The only environment that it may be used in; null for any.</param>
    /// <param name="role">Role of a new user: <c>admin</c>, <c>member</c> or <c>reader</c>; null: the service's default.</param>
    /// <param name="force">Whether to replace a live key of this user and environment.</param>
    /// <param name="expiresInDays">Lifetime; null: the service's default.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is a live key (<see cref="QwakErrorCodes.AlreadyExists"/>), or the call failed.</exception>
    public async Task<GeneratedApiKey> GenerateAsync(
        string user,
        string? environment = null,
        string? role = null,
        bool force = false,
        int? expiresInDays = null,
        CancellationToken cancellationToken = default)
    {
        var answer = await _rest.SendAsync(
            HttpMethod.Post,
            Path,
            new GenerateApiKeyBody(user, environment, role, force, expiresInDays),
            RestJson.Default.GenerateApiKeyBody,
            RestJson.Default.GenerateApiKeyAnswer,
            Repeat.NeverSent,
            cancellationToken).ConfigureAwait(false);
        return new GeneratedApiKey
        {
            Id = answer.Id,
            ApiKey = SecretValue.FromString(answer.ApiKey),
            User = answer.User,
            Environment = answer.Environment,
            ExpiresAt = answer.ExpiresAt,
        };
    }

    /// <summary>Lists all keys, without their text.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<ApiKeyProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageApiKeyProperties, cancellationToken);

    /// <summary>Revokes a key, with immediate effect.</summary>
    /// <param name="id">The key's public id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such key (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task RevokeAsync(string id, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{Path}/{RestPath.Segment(id)}", cancellationToken);
}
