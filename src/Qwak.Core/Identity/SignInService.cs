using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Identity;

/// <summary>
/// Users sign in to the web UI with an identity provider: the authorization code flow of OpenID Connect with PKCE, state and
/// nonce. What comes of it is a session as any other, of a user who is there already.
/// </summary>
internal sealed class SignInService(
    OidcLogins logins, SessionService sessions, GrantCache grants, ClientSecrets secrets, RowMacs macs, Admission admission, OperationCounts counts,
    TimeProvider time)
{
    private static readonly Refusal Refused = new(
        RefusalCode.Unauthenticated, "That did not sign you in. Try again; if it goes on, an administrator finds the reason in the audit trail and the log.");

    private static readonly Refusal Unreachable = Refusal.Unavailable("The identity provider cannot be reached now. Try again, or sign in with an API key.");

    /// <summary>Names of the providers to offer; none while they cannot be known, which hinders nobody who has an API key.</summary>
    public async Task<IReadOnlyList<string>> ProvidersAsync()
    {
        var all = await AllAsync();
        return all.IsRefused ? [] : [.. all.Value.Select(provider => provider.Name)];
    }

    /// <summary>Begins a sign-in: what the browser is to keep, and where it is sent.</summary>
    /// <param name="name">The provider's.</param>
    /// <param name="next">The page that the user wants.</param>
    /// <param name="redirectAddress">Where the provider sends the browser back.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="findEndpoints">Asks the issuer.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    public async Task<Result<(string Cookie, string Address)>> BeginAsync(
        string name, string next, Uri redirectAddress, RequestOrigin origin, FindSignInEndpoints findEndpoints, CancellationToken cancellationToken)
    {
        var use = Use(name, nonce: "");
        var found = await FindAsync(name, use, origin, findEndpoints, cancellationToken);
        if (found.IsRefused)
        {
            return found.Refusal;
        }

        var (provider, endpoints) = found.Value;
        var attempt = SignInAttempt.New(name, next, time.GetUtcNow());
        var address = endpoints.Authorization.AbsoluteUri + (endpoints.Authorization.Query.Length == 0 ? "?" : "&") + string.Join('&', new[]
        {
            ("response_type", "code"), ("client_id", provider.SignIn!.Id), ("redirect_uri", redirectAddress.AbsoluteUri), ("scope", "openid email profile"),
            ("state", attempt.State), ("nonce", attempt.Nonce), ("code_challenge", attempt.CodeChallenge), ("code_challenge_method", "S256"),
        }.Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}"));
        return (attempt.Text(macs), address);
    }

    /// <summary>Goes on with a sign-in when the browser is back: a new session, and the page that the user wanted.</summary>
    /// <param name="name">The provider's, as the address of the answer says.</param>
    /// <param name="cookie">What the browser kept.</param>
    /// <param name="answer">What it brings.</param>
    /// <param name="redirectAddress">As at the begin.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="issuer">Asks the issuer: where it is, for the ID token, for its keys.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    public async Task<Result<(SessionToken Session, string Next)>> CompleteAsync(
        string name, string? cookie, SignInAnswer answer, Uri redirectAddress, RequestOrigin origin,
        (FindSignInEndpoints Endpoints, RedeemCode Redeem, FindIssuerKey Key) issuer, CancellationToken cancellationToken)
    {
        using var span = Spans.Begin(AuditActions.SessionAuthenticate, origin.Door);
        var attempt = SignInAttempt.Parse(cookie, macs, time.GetUtcNow());
        var taken = await TakeAsync();
        counts.Add(origin.Door, AuditActions.SessionAuthenticate, taken.Refusal?.Code);
        if (taken.IsRefused)
        {
            return taken.Refusal;
        }

        var session = await sessions.StartAsync(new RequestContext(Credentials.OfSignIn(taken.Value.Login.Id), origin));
        return session.IsRefused ? session.Refusal : (session.Value, attempt!.Next);

        async Task<Result<(OidcLogin Login, IdentityRule Rule)>> TakeAsync()
        {
            // The state first: whoever sent somebody else's browser here gets no further, and nobody else is asked.
            var use = Use(name, attempt?.Nonce ?? "");
            if (attempt is null || attempt.Provider != name || !attempt.IsState(answer.State))
            {
                return logins.Limit(use, origin) ?? logins.Refuse(TokenProblem.WrongState, use, provider: null, origin);
            }

            var found = await FindAsync(name, use, origin, issuer.Endpoints, cancellationToken);
            if (found.IsRefused)
            {
                return found.Refusal;
            }

            var (provider, endpoints) = found.Value;
            if (answer.Issuer is null ? endpoints.NamesIssuer : answer.Issuer != provider.Issuer)
            {
                return logins.Refuse(TokenProblem.WrongIssuer, use, provider, origin);
            }

            if (string.IsNullOrEmpty(answer.Code))
            {
                return logins.Refuse(TokenProblem.Denied, use, provider, origin);
            }

            var redeemed = await RedeemAsync(provider, endpoints, answer.Code, attempt);
            return redeemed.Problem is { } problem
                ? logins.Refuse(problem, use, provider, origin)
                : await logins.TakeAsync(redeemed.IdToken!, use, origin, issuer.Key, cancellationToken);
        }

        async Task<(string? IdToken, TokenProblem? Problem)> RedeemAsync(IdentityProvider provider, SignInEndpoints endpoints, string code, SignInAttempt of)
        {
            using var secret = secrets.Open(provider.Issuer, provider.SignIn!);
            var redemption = new CodeRedemption { Code = code, CodeVerifier = of.CodeVerifier, RedirectAddress = redirectAddress, ClientSecret = secret };
            return await issuer.Redeem(provider, endpoints, redemption);
        }
    }

    private async Task<Result<(IdentityProvider Provider, SignInEndpoints Endpoints)>> FindAsync(
        string name, TokenUse use, RequestOrigin origin, FindSignInEndpoints findEndpoints, CancellationToken cancellationToken)
    {
        if (logins.Limit(use, origin) is { } limited)
        {
            return limited;
        }

        var all = await AllAsync();
        if (all.IsRefused)
        {
            return all.Refusal;
        }

        if (all.Value.FirstOrDefault(provider => provider.Name == name) is not { } found)
        {
            return logins.Refuse(TokenProblem.NoSignIn, use, provider: null, origin);
        }

        var (endpoints, problem) = await findEndpoints(found, cancellationToken);
        return problem is null ? (found, endpoints!) : logins.Refuse(problem, use, found, origin);
    }

    private async Task<Result<IdentityProvider[]>> AllAsync()
    {
        if (!admission.TryEnter())
        {
            return Admission.Overloaded;
        }

        try
        {
            var (_, rules) = await grants.RulesAsync();
            return rules.SignInProviders.ToArray();
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
    }

    private TokenUse Use(string name, string nonce) => new()
    {
        Action = AuditActions.SessionAuthenticate,
        Kind = PrincipalKind.User,
        Problem = (token, provider) =>
            provider.Name != name || provider.SignIn is not { } client ? TokenProblem.WrongIssuer
            : !token.IsForClient(client.Id) ? TokenProblem.WrongAudience
            : !token.HasNonce(nonce) ? TokenProblem.WrongNonce
            : null,
        Credential = Credentials.OfSignIn,
        End = _ => time.GetUtcNow() + Session.Lifetime,
        IsOnce = _ => true,
        Refused = Refused,
        Unreachable = Unreachable,
    };
}
