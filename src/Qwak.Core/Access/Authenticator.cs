using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Storage;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Access;

/// <summary>Turns credentials into what an operation needs: an API key into an access token, a bearer token into a context.</summary>
internal sealed class Authenticator(
    Database database, CommitQueue commits, GrantCache grants, TokenIssuer tokens, ServiceKeys keys, FailedLogins failures,
    AnonymousRefusals refusals, Admission admission, BuildRunners runners, OperationCounts counts, TimeProvider time)
{
    private static readonly byte[] NoHash = new byte[HMACSHA256.HashSizeInBytes];

    /// <summary>Exchanges an API key for an access token of at most an hour.</summary>
    public async Task<Result<IssuedToken>> AuthenticateAsync(string? apiKey, RequestOrigin origin)
    {
        using var span = Spans.Begin(AuditActions.ApiKeyAuthenticate, origin.Door);
        var result = await ExchangeAsync(apiKey, origin);
        counts.Add(origin.Door, AuditActions.ApiKeyAuthenticate, result.Refusal?.Code);
        return result;
    }

    private async Task<Result<IssuedToken>> ExchangeAsync(string? apiKey, RequestOrigin origin)
    {
        var text = apiKey is { Length: > 0 and <= ApiKeyText.MaximumLength } ? apiKey : "";
        var (id, hash) = (ApiKeyText.Id(text), keys.HashApiKey(Encoding.UTF8.GetBytes(text)));
        if (failures.Wait(origin.Address, id, hash) is { } wait)
        {
            refusals.Record(origin.Address, AuditActions.ApiKeyAuthenticate, QwakErrorCodes.RateLimited);
            return Refusal.RateLimited("Too many logins have failed here; wait, then try again with the right API key.", wait);
        }

        if (!admission.TryEnter())
        {
            return Admission.Overloaded;
        }

        try
        {
            for (var turn = 0; turn < OperationPath.MostTurns && await CheckAsync(id, hash) is { } grant; turn++)
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
                    failures.Succeeded(hash);
                    return await IssueAsync(grant);
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
        finally
        {
            admission.Leave();
        }

        failures.Failed(origin.Address, id, hash);
        refusals.Record(origin.Address, AuditActions.ApiKeyAuthenticate);
        return new Refusal(RefusalCode.Unauthenticated, "The API key is wrong, expired or revoked.");
    }

    /// <summary>Checks a bearer token's signature, audience and time, not yet what its credential may do.</summary>
    public async ValueTask<Result<RequestContext>> AuthenticateBearerAsync(string? token, RequestOrigin origin)
    {
        if (token is { Length: > 0 } && await tokens.VerifyAsync(token) is { } credential)
        {
            return new RequestContext(credential, origin);
        }

        refusals.Record(origin.Address, AuditActions.AccessTokenCheck);
        counts.Add(origin.Door, AuditActions.AccessTokenCheck, RefusalCode.Unauthenticated);
        return Refusal.Unauthenticated;
    }

    private async Task<Grant?> CheckAsync(string? id, byte[] hash)
    {
        // The same work for an unknown id as for a known one.
        var stored = id is null ? null : await database.ReadAsync(connection => FindAsync(connection, id));
        var isRight = CryptographicOperations.FixedTimeEquals(stored?.Hash ?? NoHash, hash);
        var grant = isRight && stored is not null ? await grants.FindAsync(stored.Value.Credential) : null;
        return grant?.IsGood(time.GetUtcNow()) == true && runners.IsServed(grant.BuildId) ? grant : null;
    }

    private static async Task<(string Credential, byte[] Hash)?> FindAsync(DbConnection connection, string id)
    {
        if (await ApiKeyTable.FindAsync(connection, id) is { } key)
        {
            return (Credentials.OfApiKey(id), key.Hash);
        }

        return await ModelBuildTable.FindAsync(connection, id) is { } build ? (Credentials.OfBuild(id), build.KeyHash) : null;
    }

    /// <summary>A build's token is a secret of the build too: its runner knows it before the child process does.</summary>
    private async Task<Result<IssuedToken>> IssueAsync(Grant grant)
    {
        var issued = Issue(grant);
        if (grant.BuildId is not { } build)
        {
            return issued;
        }

        using var token = SecretValue.FromString(issued.Token);
        return runners.Find(build) is { } runner && await runner.RevealAsync(BuildToken.Name, version: 0, token)
            ? issued
            : BuildRunners.Gone;
    }

    private IssuedToken Issue(Grant grant)
    {
        var now = time.GetUtcNow();
        var latest = now + (grant.BuildId is null ? TokenIssuer.MaximumLifetime : BuildToken.Lifetime);
        var expiresAt = grant.ExpiresAt is { } keyExpiry && keyExpiry < latest ? keyExpiry : latest;
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds());
        return new IssuedToken(tokens.Create(grant.Principal.Id, grant.Credential, expiresAt), expiresAt);
    }
}
