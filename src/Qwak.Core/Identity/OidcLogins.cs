using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Identity;

/// <summary>Finds a key of an issuer, or why there is none.</summary>
internal delegate Task<(SecurityKey? Key, TokenProblem? Problem)> FindIssuerKey(IdentityProvider provider, string keyId, CancellationToken cancellationToken);

/// <summary>
/// Takes OIDC tokens: from workloads, and from providers that users sign in with. Everything about a token is checked
/// before the operation is admitted, so that those whose issuer is slow take no place of others'.
/// </summary>
internal sealed class OidcLogins(
    CommitQueue commits, GrantCache grants, ServiceKeys keys, RowMacs macs, FailedLogins failures, AnonymousRefusals refusals,
    Admission admission, TimeProvider time, ILogger<OidcLogins> logger)
{
    /// <summary>Checks a token and records that it was taken.</summary>
    public async Task<Result<(OidcLogin Login, IdentityRule Rule)>> TakeAsync(
        string token, TokenUse use, RequestOrigin origin, FindIssuerKey findKey, CancellationToken cancellationToken)
    {
        var mark = Mark(token);
        if (Limit(use, origin, mark) is { } limited)
        {
            return limited;
        }

        try
        {
            for (var turn = 0; turn < OperationPath.MostTurns; turn++)
            {
                var (counter, rules) = await grants.RulesAsync();
                var candidate = await CheckAsync(token, use, rules, findKey, cancellationToken);
                if (candidate.Problem is { } problem)
                {
                    return Refuse(problem, use, candidate, origin, mark);
                }

                if (!admission.TryEnter())
                {
                    return Admission.Overloaded;
                }

                try
                {
                    var (isCurrent, login) = await CommitAsync(candidate, use, counter, origin);
                    if (isCurrent && login is not null)
                    {
                        failures.Succeeded(mark);
                        return (login, candidate.Rule!);
                    }

                    if (isCurrent)
                    {
                        return Refuse(TokenProblem.Replayed, use, candidate, origin, mark);
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

    /// <summary>The refusal of who was refused too often; null for others.</summary>
    public Refusal? Limit(TokenUse use, RequestOrigin origin, ReadOnlySpan<byte> mark = default)
    {
        if (failures.Wait(origin.Address, keyId: null, mark.IsEmpty ? Mark("") : mark) is not { } wait)
        {
            return null;
        }

        refusals.Record(origin.Address, use.Action, QwakErrorCodes.RateLimited);
        return Refusal.RateLimited("Too many tokens were refused here; wait, then try again with a good one.", wait);
    }

    /// <summary>Records and counts what went wrong before there was a token.</summary>
    public Refusal Refuse(TokenProblem problem, TokenUse use, IdentityProvider? provider, RequestOrigin origin) =>
        Refuse(problem, use, new Candidate(Token: null, provider), origin, Mark(""));

    private byte[] Mark(string token) => keys.HashApiKey(Encoding.UTF8.GetBytes(token.Length <= OidcToken.MaximumLength ? token : ""));

    private async Task<Candidate> CheckAsync(string text, TokenUse use, AccessRules rules, FindIssuerKey findKey, CancellationToken cancellationToken)
    {
        var (token, problem) = OidcToken.Parse(text);
        if (token is null || problem is not null)
        {
            return new(token, Problem: problem);
        }

        if (rules.FindProvider(token.Issuer) is not { } provider)
        {
            return new(token, Problem: TokenProblem.UnknownIssuer);
        }

        var (key, keyProblem) = await findKey(provider, token.KeyId, cancellationToken);
        if ((keyProblem ?? await token.VerifyAsync(key!, () => use.Problem(token, provider), time.GetUtcNow())) is { } wrong)
        {
            return new(token, provider, Problem: wrong);
        }

        var matching = rules.IdentityRulesOf(provider).Where(rule => token.Matches(rule) && rules.KindOf(rule) == use.Kind).ToList();
        return matching.Select(rule => rule.PrincipalId).Distinct().Count() switch
        {
            0 => new(token, provider, Problem: TokenProblem.NoRule),
            1 => new(token, provider, matching[0]),
            _ => new(token, provider, Problem: TokenProblem.SeveralRules),
        };
    }

    /// <summary>Records the login; none when the token was taken before.</summary>
    private async Task<(bool IsCurrent, OidcLogin? Login)> CommitAsync(Candidate candidate, TokenUse use, long authorisedUnder, RequestOrigin origin)
    {
        var (token, provider, rule) = (candidate.Token!, candidate.Provider!, candidate.Rule!);
        var now = StoreTime.Now(time);
        var login = new OidcLogin(RandomId.New(), rule.Id, use.IsOnce(provider) ? token.Hash() : null, use.End(token));
        var isNew = false;
        var isCurrent = await commits.ChangeAsync(
            async transaction =>
            {
                await OidcLoginTable.RemoveExpiredAsync(transaction.Connection, now);
                isNew = await OidcLoginTable.TryInsertAsync(transaction.Connection, login, macs.Of(login.Fields()));
                if (isNew)
                {
                    var principal = await PrincipalTable.FindAsync(transaction.Connection, rule.PrincipalId);
                    transaction.Trail.Append(new AuditEvent
                    {
                        Time = now,
                        PrincipalId = rule.PrincipalId,
                        Principal = principal?.Name,
                        Credential = $"{use.Credential(login.Id)} of {OidcToken.Printable(token.Subject)}",
                        Action = use.Action,
                        Name = $"{provider.Name}/{rule.Name}",
                        Address = origin.Address,
                        RequestId = origin.RequestId,
                    });
                }
            },
            authorisedUnder);
        return (isCurrent, isNew ? login : null);
    }

    private Refusal Refuse(TokenProblem problem, TokenUse use, Candidate candidate, RequestOrigin origin, byte[] mark)
    {
        refusals.Record(origin.Address, use.Action, problem.Outcome);
        Log.TokenRefused(
            logger, candidate.Provider?.Name ?? "none", origin.Address, origin.RequestId, problem.Outcome, problem.Explanation,
            candidate.Token?.ToString() ?? "nothing that could be read");
        if (problem == TokenProblem.UnreachableIssuer)
        {
            return use.Unreachable;
        }

        failures.Failed(origin.Address, keyId: null, mark);
        return use.Refused;
    }

    /// <summary>How far a token got.</summary>
    private sealed record Candidate(OidcToken? Token, IdentityProvider? Provider = null, IdentityRule? Rule = null, TokenProblem? Problem = null);
}
