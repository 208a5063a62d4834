using System.Security.Cryptography;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Sessions of the web UI: begun with an API key or an identity provider, ended by their owner, and over with the credential that they were begun with.</summary>
internal sealed class SessionService(
    OperationPath path, Database database, Authenticator authenticator, RowMacs macs, Admission admission, AnonymousRefusals refusals, TimeProvider time)
{
    /// <summary>Always a new session, whatever the browser brought along: none can be planted in it.</summary>
    public async Task<Result<SessionToken>> StartAsync(string? apiKey, RequestOrigin origin)
    {
        var login = await LoginAsync(apiKey, origin);
        return login.IsRefused ? login.Refusal : await StartAsync(login.Value);
    }

    /// <summary>The same, with a credential that was checked.</summary>
    public Task<Result<SessionToken>> StartAsync(RequestContext login) =>
        path.ChangeAsync<SessionToken>(login, AuditActions.SessionStart, async (caller, transaction) =>
        {
            var token = SessionToken.New(macs);
            var session = new Session(token.Id, caller.Grant.Principal.Id, caller.Grant.Credential, caller.Now + Session.Lifetime);
            await SessionTable.RemoveExpiredAsync(transaction.Connection, caller.Now);
            await SessionTable.InsertAsync(transaction.Connection, session, macs.Of(session.Fields(token.Secret)));
            return new(token, new Subject(Name: session.Id));
        });

    /// <summary>Finds what a session acts as, and what it may be offered. Whether it may do something is asked when it does.</summary>
    public async Task<Result<(RequestContext Context, Offers Offers)>> FindAsync(SessionToken token, RequestOrigin origin)
    {
        if (token.IsOurs(macs))
        {
            if (!admission.TryEnter())
            {
                return Admission.Overloaded;
            }

            try
            {
                var found = await database.ReadAsync(connection => SessionTable.FindAsync(connection, token.Id));
                if (found is var (session, mac)
                    && CryptographicOperations.FixedTimeEquals(macs.Of(session.Fields(token.Secret)), mac)
                    && time.GetUtcNow() < session.ExpiresAt)
                {
                    var context = new RequestContext(session.Credential, origin);
                    if (await path.OffersAsync(context) is { } offers)
                    {
                        return (context, offers);
                    }
                }
            }
            catch (StoreUnavailableException e)
            {
                return Refusal.Unavailable(e.Message);
            }
            finally
            {
                admission.Leave();
            }
        }

        refusals.Record(origin.Address, AuditActions.SessionCheck);
        return Refusal.Unauthenticated;
    }

    public Task<Result<Done>> EndAsync(RequestContext context, string id) =>
        path.ChangeAsync<Done>(context, AuditActions.SessionEnd, async (caller, transaction) =>
        {
            await SessionTable.RemoveAsync(transaction.Connection, id, caller.Grant.Principal.Id);
            return new(default(Done), new Subject(Name: id));
        });

    /// <summary>Ends all sessions of the caller, with whichever credential they were begun.</summary>
    public Task<Result<Done>> EndAllAsync(RequestContext context) =>
        path.ChangeAsync<Done>(context, AuditActions.SessionEndAll, async (caller, transaction) =>
        {
            await SessionTable.RemoveAllOfAsync(transaction.Connection, caller.Grant.Principal.Id);
            return default(Done);
        });

    /// <summary>The login of every door, with its limits and its event; the access token that it answers is not kept.</summary>
    private async Task<Result<RequestContext>> LoginAsync(string? apiKey, RequestOrigin origin)
    {
        var issued = await authenticator.AuthenticateAsync(apiKey, origin);
        return issued.IsRefused ? issued.Refusal : await authenticator.AuthenticateBearerAsync(issued.Value.Token, origin);
    }
}
