using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Identity;

/// <summary>Which tokens stand for which service account, and for which user. For administrators.</summary>
internal sealed class IdentityRuleService(OperationPath path, Database database, AccessSeal seal)
{
    public const int MostRules = 10_000;

    public Task<Result<IdentityRuleProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<IdentityRuleProperties[]>(context, AuditActions.IdentityRuleList, async caller =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            var (rules, principals) = await database.ReadAsync(async connection =>
                (await IdentityRuleTable.ListAsync(connection), await PrincipalTable.AllAsync(connection)));
            return rules.OrderBy(rule => rule.Name, StringComparer.Ordinal).Select(rule => Properties(rule, principals[rule.PrincipalId])).ToArray();
        });

    public Task<Result<IdentityRuleProperties>> CreateAsync(RequestContext context, IdentityRuleDefinition definition) =>
        path.ChangeAsync<IdentityRuleProperties>(context, AuditActions.IdentityRuleCreate, async (caller, transaction) =>
        {
            var subject = RecordedSubject(definition.Name);
            if ((caller.RequireAdmin() ?? IdentityText.NameProblem(definition.Name) ?? IdentityText.NameProblem(definition.Provider)
                ?? IdentityText.Problem(definition) ?? PrincipalName.Problem(definition.User ?? definition.ServiceAccount)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if ((await IdentityProviderTable.ListAsync(transaction.Connection)).FirstOrDefault(provider => provider.Name == definition.Provider) is not { } provider)
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such identity provider."), subject);
            }

            if (definition.User is not null && provider.SignIn is null)
            {
                return new(new Refusal(RefusalCode.InvalidValue, "Nobody signs in with this provider: it was made without a clientId."), subject);
            }

            var (name, kind) = definition.User is { } user ? (user, PrincipalKind.User) : (definition.ServiceAccount!, PrincipalKind.ServiceAccount);
            if (await PrincipalTable.FindByNameAsync(transaction.Connection, name) is not { } principal || principal.Kind != kind)
            {
                return new(new Refusal(RefusalCode.NotFound, kind == PrincipalKind.User ? "There is no such user." : "There is no such service account."), subject);
            }

            var all = await IdentityRuleTable.ListAsync(transaction.Connection);
            if (all.Any(rule => rule.Name == definition.Name))
            {
                return new(new Refusal(RefusalCode.AlreadyExists, "There is a rule of that name already; delete it first."), subject);
            }

            if (all.Count >= MostRules)
            {
                return new(new Refusal(RefusalCode.InvalidValue, $"There are {MostRules} rules, the most there can be; delete some first."), subject);
            }

            var claims = definition.Claims!.Select(claim => new ClaimPattern(claim.Key, claim.Value)).OrderBy(claim => claim.Name, StringComparer.Ordinal);
            var rule = new IdentityRule(
                RandomId.New(), definition.Name!, definition.Provider!, principal.Id, [.. claims], caller.Now, caller.Grant.Principal.Name);
            var row = await seal.ChangeAsync(transaction, connection => IdentityRuleTable.InsertAsync(connection, rule));
            return new(Properties(rule, principal), subject with { Row = row });
        });

    /// <summary>Deletes one. Every access token and session that came of it ends with the commit.</summary>
    public Task<Result<Done>> DeleteAsync(RequestContext context, string name) =>
        path.ChangeAsync<Done>(context, AuditActions.IdentityRuleDelete, async (caller, transaction) =>
        {
            var subject = RecordedSubject(name);
            if ((caller.RequireAdmin() ?? IdentityText.NameProblem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if ((await IdentityRuleTable.ListAsync(transaction.Connection)).All(rule => rule.Name != name))
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such identity rule."), subject);
            }

            var row = await seal.ChangeAsync(transaction, connection => IdentityRuleTable.DeleteAsync(connection, name));
            return new(default(Done), subject with { Row = row });
        });

    private static Subject RecordedSubject(string? name) => new(Name: RecordedName.Of(name, IdentityText.NameProblem(name) is null));

    private static IdentityRuleProperties Properties(IdentityRule rule, Principal principal) => new(
        rule.Name, rule.Provider, principal.Kind == PrincipalKind.ServiceAccount ? principal.Name : null,
        principal.Kind == PrincipalKind.User ? principal.Name : null, rule.Claims.ToDictionary(claim => claim.Name, claim => claim.Pattern), rule.CreatedAt, rule.CreatedBy);
}
