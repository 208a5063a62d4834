using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Identity;

/// <summary>Which issuers' tokens are exchanged, and with which of them users sign in. For administrators.</summary>
internal sealed class IdentityProviderService(OperationPath path, Database database, AccessSeal seal, ClientSecrets secrets)
{
    public const int MostProviders = 100;

    public Task<Result<IdentityProviderProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<IdentityProviderProperties[]>(context, AuditActions.IdentityProviderList, async caller =>
            caller.RequireAdmin() is { } refusal
                ? refusal
                : (await database.ReadAsync(IdentityProviderTable.ListAsync)).Select(Properties).ToArray());

    public Task<Result<IdentityProviderProperties>> CreateAsync(RequestContext context, IdentityProviderDefinition definition) =>
        path.ChangeAsync<IdentityProviderProperties>(context, AuditActions.IdentityProviderCreate, async (caller, transaction) =>
        {
            var subject = RecordedSubject(definition.Name);
            if ((caller.RequireAdmin() ?? IdentityText.NameProblem(definition.Name) ?? IdentityText.Problem(definition)) is { } refusal)
            {
                return new(refusal, subject);
            }

            var all = await IdentityProviderTable.ListAsync(transaction.Connection);
            if (all.Any(provider => provider.Name == definition.Name || provider.Issuer == definition.Issuer))
            {
                return new(new Refusal(RefusalCode.AlreadyExists, "There is a provider of that name or issuer already; delete it first."), subject);
            }

            if (all.Count >= MostProviders)
            {
                return new(new Refusal(RefusalCode.InvalidValue, $"There are {MostProviders} providers, the most there can be; delete some first."), subject);
            }

            var provider = new IdentityProvider(
                definition.Name!, definition.Issuer!, definition.Audiences ?? [], definition.JwksUrl, definition.CertificateAuthority, definition.ReusableTokens,
                caller.Now, caller.Grant.Principal.Name)
            {
                SignIn = definition.ClientId is { } id
                    ? new SignInClient(id, definition.ClientSecret is { } secret ? secrets.Seal(definition.Issuer!, id, secret) : null)
                    : null,
            };
            var row = await seal.ChangeAsync(transaction, connection => IdentityProviderTable.InsertAsync(connection, provider));
            return new(Properties(provider), subject with { Row = row });
        });

    /// <summary>Deletes one with its rules. Every access token and session that came of them ends with the commit.</summary>
    public Task<Result<Done>> DeleteAsync(RequestContext context, string name) =>
        path.ChangeAsync<Done>(context, AuditActions.IdentityProviderDelete, async (caller, transaction) =>
        {
            var subject = RecordedSubject(name);
            if ((caller.RequireAdmin() ?? IdentityText.NameProblem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if ((await IdentityProviderTable.ListAsync(transaction.Connection)).All(provider => provider.Name != name))
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such identity provider."), subject);
            }

            var row = await seal.ChangeAsync(transaction, connection => IdentityProviderTable.DeleteAsync(connection, name));
            return new(default(Done), subject with { Row = row });
        });

    private static Subject RecordedSubject(string? name) => new(Name: RecordedName.Of(name, IdentityText.NameProblem(name) is null));

    private static IdentityProviderProperties Properties(IdentityProvider provider) => new(
        provider.Name, provider.Issuer, provider.Audiences, provider.JwksUrl, provider.CertificateAuthority, provider.ReusableTokens,
        provider.CreatedAt, provider.CreatedBy)
    {
        ClientId = provider.SignIn?.Id,
        HasClientSecret = provider.SignIn?.SealedSecret is not null,
    };
}
