using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Turns credentials into what an operation needs: an API key into an access token, a bearer token into a context.</summary>
internal sealed class Authenticator(
    Database database, CommitQueue commits, GrantCache grants, TokenIssuer tokens, ServiceKeys keys, AnonymousRefusals refusals,
    TimeProvider time)
{
    private static readonly byte[] NoHash = new byte[HMACSHA256.HashSizeInBytes];

    /// <summary>Exchanges an API key for an access token of at most an hour.</summary>
    public async Task<Result<IssuedToken>> AuthenticateAsync(string? apiKey, RequestOrigin origin)
    {
        try
        {
            for (var turn = 0; turn < OperationPath.MostTurns && await CheckAsync(apiKey) is { } grant; turn++)
            {
                var auditEvent = new AuditEvent
                {
                    Time = time.GetUtcNow(),
                    PrincipalId = grant.Principal.Id,
                    Principal = grant.Principal.Name,
                    Credential = grant.Credential,
                    Action = AuditActions.ApiKeyAuthenticate,
                    Address = origin.Address,
                    RequestId = origin.RequestId,
                };
                if (await commits.AppendAsync(auditEvent, grant.ChangeCounter))
                {
                    return Issue(grant);
                }
            }
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.Unavailable(e.Message);
        }
        catch (IntegrityException)
        {
            return OperationPath.Damaged;
        }

        return RefuseKey(origin);
    }

    /// <summary>Checks an API key, not yet what it may do: what it is taken for is authorised and recorded as an operation of its own.</summary>
    public async Task<Result<RequestContext>> CheckApiKeyAsync(string? apiKey, RequestOrigin origin)
    {
        try
        {
            return await CheckAsync(apiKey) is { } grant ? new RequestContext(grant.Credential, origin) : RefuseKey(origin);
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.Unavailable(e.Message);
        }
        catch (IntegrityException)
        {
            return OperationPath.Damaged;
        }
    }

    /// <summary>Checks a bearer token's signature, audience and time, not yet what its credential may do.</summary>
    public async ValueTask<Result<RequestContext>> AuthenticateBearerAsync(string? token, RequestOrigin origin)
    {
        if (token is { Length: > 0 } && await tokens.VerifyAsync(token) is { } credential)
        {
            return new RequestContext(credential, origin);
        }

        refusals.Record(origin.Address, AuditActions.AccessTokenCheck);
        return Refusal.Unauthenticated;
    }

    private Refusal RefuseKey(RequestOrigin origin)
    {
        refusals.Record(origin.Address, AuditActions.ApiKeyAuthenticate);
        return new Refusal(RefusalCode.Unauthenticated, "The API key is wrong, expired or revoked.");
    }

    private async Task<Grant?> CheckAsync(string? apiKey)
    {
        if (apiKey is not { Length: > 0 and <= ApiKeyText.MaximumLength })
        {
            return null;
        }

        // The same work for an unknown id as for a known one.
        var id = ApiKeyText.Id(apiKey);
        var stored = id is null ? null : await database.ReadAsync(connection => ApiKeyTable.FindAsync(connection, id));
        var isRight = CryptographicOperations.FixedTimeEquals(stored?.Hash ?? NoHash, keys.HashApiKey(Encoding.UTF8.GetBytes(apiKey)));
        var grant = isRight && stored is not null ? await grants.FindAsync(Credentials.OfApiKey(stored.Id)) : null;
        return grant?.IsGood(time.GetUtcNow()) == true ? grant : null;
    }

    private IssuedToken Issue(Grant grant)
    {
        var now = time.GetUtcNow();
        var latest = now + TokenIssuer.MaximumLifetime;
        var expiresAt = grant.ExpiresAt is { } keyExpiry && keyExpiry < latest ? keyExpiry : latest;
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds());
        return new IssuedToken(tokens.Create(grant.Principal, grant.Credential, expiresAt), expiresAt);
    }
}
