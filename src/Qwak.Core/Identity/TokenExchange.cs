using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Identity;

/// <summary>Exchanges OIDC tokens of workloads for access tokens of service accounts.</summary>
internal sealed class TokenExchange(OidcLogins logins, TokenIssuer tokens, OperationCounts counts, TimeProvider time)
{
    private static readonly TokenUse Use = new()
    {
        Action = AuditActions.WorkloadAuthenticate,
        Kind = PrincipalKind.ServiceAccount,
        Problem = (token, provider) => token.IsFor(provider.Audiences) ? null : TokenProblem.WrongAudience,
        Credential = Credentials.OfWorkload,
        End = token => token.ExpiresAt,
        IsOnce = provider => !provider.ReusableTokens,
        Refused = new Refusal(RefusalCode.Unauthenticated, "The token was not accepted. The service's audit trail and log say why."),
        Unreachable = Refusal.Unavailable("The keys of the token's issuer cannot be had now; try again."),
    };

    public async Task<Result<IssuedToken>> ExchangeAsync(
        string token, RequestOrigin origin, FindIssuerKey findKey, CancellationToken cancellationToken)
    {
        using var span = Spans.Begin(Use.Action, origin.Door);
        var taken = await logins.TakeAsync(token, Use, origin, findKey, cancellationToken);
        counts.Add(origin.Door, Use.Action, taken.Refusal?.Code);
        return taken.IsRefused ? taken.Refusal : Issue(taken.Value.Login, taken.Value.Rule);
    }

    private IssuedToken Issue(OidcLogin login, IdentityRule rule)
    {
        var latest = time.GetUtcNow() + TokenIssuer.MaximumLifetime;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((login.ExpiresAt < latest ? login.ExpiresAt : latest).ToUnixTimeSeconds());
        return new IssuedToken(tokens.Create(rule.PrincipalId, Credentials.OfWorkload(login.Id), expiresAt), expiresAt);
    }
}
