using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Identity;

/// <summary>Finds a key of an issuer, or why there is none.</summary>
internal delegate Task<(SecurityKey? Key, TokenProblem? Problem)> FindIssuerKey(IdentityProvider provider, string keyId, CancellationToken cancellationToken);

/// <summary>
/// Exchanges OIDC tokens of workloads for access tokens of service accounts. Everything about a token is checked before
/// the operation is admitted, so that those whose issuer is slow take no place of others'.
/// </summary>
internal sealed class TokenExchange(
    CommitQueue commits, GrantCache grants, TokenIssuer tokens, ServiceKeys keys, RowMacs macs, FailedLogins failures,
    AnonymousRefusals refusals, Admission admission, OperationCounts counts, TimeProvider time, ILogger<TokenExchange> logger)
{
    private static readonly Refusal Refused = new(
        RefusalCode.Unauthenticated, "The token was not accepted. The service's audit trail and log say why.");

    private static readonly Refusal Unreachable = Refusal.Unavailable("The keys of the token's issuer cannot be had now; try again.");

    public async Task<Result<IssuedToken>> ExchangeAsync(
        string token, RequestOrigin origin, FindIssuerKey findKey, CancellationToken cancellationToken)
    {
        using var span = Spans.Begin(AuditActions.WorkloadAuthenticate, origin.Door);
        var result = await AttemptAsync(token, origin, findKey, cancellationToken);
        counts.Add(origin.Door, AuditActions.WorkloadAuthenticate, result.Refusal?.Code);
        return result;
    }

    private async Task<Result<IssuedToken>> AttemptAsync(
        string token, RequestOrigin origin, FindIssuerKey findKey, CancellationToken cancellationToken)
    {
        var mark = keys.HashApiKey(Encoding.UTF8.GetBytes(token.Length <= WorkloadToken.MaximumLength ? token : ""));
        if (failures.Wait(origin.Address, keyId: null, mark) is { } wait)
        {
            refusals.Record(origin.Address, AuditActions.WorkloadAuthenticate, QwakErrorCodes.RateLimited);
            return Refusal.RateLimited("Too many tokens were refused here; wait, then try again with a good one.", wait);
        }

        try
        {
            for (var turn = 0; turn < OperationPath.MostTurns; turn++)
            {
                var (counter, rules) = await grants.RulesAsync();
                var candidate = await CheckAsync(token, rules, findKey, cancellationToken);
                if (candidate.Problem is { } problem)
                {
                    return Refuse(problem, candidate, origin, mark);
                }

                if (!admission.TryEnter())
                {
                    return Admission.Overloaded;
                }

                try
                {
                    var (isCurrent, login) = await CommitAsync(candidate, counter, origin);
                    if (isCurrent)
                    {
                        return login is null ? Refuse(TokenProblem.Replayed, candidate, origin, mark) : Issue(login, candidate.Rule!, mark);
                    }
                }
                finally
                {
                    admission.Leave();
                }
            }

            return Refusal.Unavailable("Access is changing too quickly; try again.");
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

    private async Task<Candidate> CheckAsync(string text, AccessRules rules, FindIssuerKey findKey, CancellationToken cancellationToken)
    {
        var (token, problem) = WorkloadToken.Parse(text);
        if (token is null || problem is not null)
        {
            return new(token, Problem: problem);
        }

        if (rules.FindProvider(token.Issuer) is not { } provider)
        {
            return new(token, Problem: TokenProblem.UnknownIssuer);
        }

        var (key, keyProblem) = await findKey(provider, token.KeyId, cancellationToken);
        if ((keyProblem ?? await token.VerifyAsync(provider, key!, time.GetUtcNow())) is { } wrong)
        {
            return new(token, provider, Problem: wrong);
        }

        var matching = rules.IdentityRulesOf(provider).Where(token.Matches).ToList();
        return matching.Select(rule => rule.PrincipalId).Distinct().Count() switch
        {
            0 => new(token, provider, Problem: TokenProblem.NoRule),
            1 => new(token, provider, matching[0]),
            _ => new(token, provider, Problem: TokenProblem.SeveralRules),
        };
    }

    /// <summary>Records the exchange; no login when the token was exchanged before.</summary>
    private async Task<(bool IsCurrent, WorkloadLogin? Login)> CommitAsync(Candidate candidate, long authorisedUnder, RequestOrigin origin)
    {
        var (token, provider, rule) = (candidate.Token!, candidate.Provider!, candidate.Rule!);
        var now = StoreTime.Now(time);
        var login = new WorkloadLogin(RandomId.New(), rule.Id, provider.ReusableTokens ? null : token.Hash(), token.ExpiresAt);
        var isNew = false;
        var isCurrent = await commits.ChangeAsync(
            async transaction =>
            {
                await WorkloadLoginTable.RemoveExpiredAsync(transaction.Connection, now);
                isNew = await WorkloadLoginTable.TryInsertAsync(transaction.Connection, login, macs.Of(login.Fields()));
                if (isNew)
                {
                    var principal = await PrincipalTable.FindAsync(transaction.Connection, rule.PrincipalId);
                    transaction.Trail.Append(new AuditEvent
                    {
                        Time = now,
                        PrincipalId = rule.PrincipalId,
                        Principal = principal?.Name,
                        Credential = $"{Credentials.OfWorkload(login.Id)} of {WorkloadToken.Printable(token.Subject)}",
                        Action = AuditActions.WorkloadAuthenticate,
                        Name = $"{provider.Name}/{rule.Name}",
                        Address = origin.Address,
                        RequestId = origin.RequestId,
                    });
                }
            },
            authorisedUnder);
        return (isCurrent, isNew ? login : null);
    }

    private IssuedToken Issue(WorkloadLogin login, IdentityRule rule, byte[] mark)
    {
        failures.Succeeded(mark);
        var latest = time.GetUtcNow() + TokenIssuer.MaximumLifetime;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((login.ExpiresAt < latest ? login.ExpiresAt : latest).ToUnixTimeSeconds());
        return new IssuedToken(tokens.Create(rule.PrincipalId, Credentials.OfWorkload(login.Id), expiresAt), expiresAt);
    }

    private Refusal Refuse(TokenProblem problem, Candidate candidate, RequestOrigin origin, byte[] mark)
    {
        refusals.Record(origin.Address, AuditActions.WorkloadAuthenticate, problem.Outcome);
        Log.TokenRefused(
            logger, candidate.Provider?.Name ?? "none", origin.Address, origin.RequestId, problem.Outcome, problem.Explanation,
            candidate.Token?.ToString() ?? "nothing that could be read");
        if (problem == TokenProblem.UnreachableIssuer)
        {
            return Unreachable;
        }

        failures.Failed(origin.Address, keyId: null, mark);
        return Refused;
    }

    /// <summary>How far a token got.</summary>
    private sealed record Candidate(WorkloadToken? Token, IdentityProvider? Provider = null, IdentityRule? Rule = null, TokenProblem? Problem = null);
}
