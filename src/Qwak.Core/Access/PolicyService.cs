using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Policies: set, listed, deleted and explained. For administrators.</summary>
internal sealed class PolicyService(OperationPath path, Database database, AccessSeal seal)
{
    public const int MostPolicies = 10_000;

    /// <summary>All policies by name, the built-in ones of the roles first.</summary>
    public Task<Result<PolicyProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<PolicyProperties[]>(context, AuditActions.PolicyList, async caller =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            var stored = await database.ReadAsync(PolicyTable.ListAsync);
            return
                (PolicyProperties[])[
                    .. Roles.All.Select(role => PolicyText.Properties(role.ToPolicy([], Roles.AllEnvironments), isBuiltIn: true)),
                    .. stored.Select(s => PolicyText.Properties(s.Policy, updatedAt: s.UpdatedAt, updatedBy: s.UpdatedBy)),
                ];
        });

    /// <summary>Makes a policy, or puts it in place of the one of that name. It holds from its commit.</summary>
    public Task<Result<PolicyProperties>> SetAsync(RequestContext context, string name, PolicyDefinition definition) =>
        path.ChangeAsync<PolicyProperties>(context, AuditActions.PolicySet, async (caller, transaction) =>
        {
            var subject = RecordedSubject(name);
            if ((caller.RequireAdmin() ?? PolicyText.NameProblem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            var policy = PolicyText.Parse(name, definition);
            if (policy.IsRefused)
            {
                return new(policy.Refusal, subject);
            }

            if (await PolicyTable.CountAsync(transaction.Connection) >= MostPolicies)
            {
                return new(new Refusal(RefusalCode.InvalidValue, $"There are {MostPolicies} policies, the most there can be; delete some first."), subject);
            }

            var stored = new StoredPolicy(policy.Value, caller.Now, caller.Grant.Principal.Name);
            var row = await seal.ChangeAsync(transaction, connection => PolicyTable.SetAsync(connection, stored));
            return new(PolicyText.Properties(policy.Value, updatedAt: stored.UpdatedAt, updatedBy: stored.UpdatedBy), subject with { Row = row });
        });

    public Task<Result<Done>> DeleteAsync(RequestContext context, string name) =>
        path.ChangeAsync<Done>(context, AuditActions.PolicyDelete, async (caller, transaction) =>
        {
            var subject = RecordedSubject(name);
            if ((caller.RequireAdmin() ?? PolicyText.NameProblem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if (!await PolicyTable.IsThereAsync(transaction.Connection, name))
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such policy."), subject);
            }

            var row = await seal.ChangeAsync(transaction, connection => PolicyTable.DeleteAsync(connection, name));
            return new(default(Done), subject with { Row = row });
        });

    /// <summary>Says whether a principal may do something, and which policy decides it.</summary>
    public Task<Result<PolicyExplanation>> ExplainAsync(RequestContext context, PolicyQuestion question) =>
        path.ReadAsync<PolicyExplanation>(context, AuditActions.PolicyExplain, async caller =>
        {
            var subject = new Subject(caller.RecordedPlace(question.Environment), PrincipalName.Recorded(question.Principal));
            if (caller.RequireAdmin() is { } refusal)
            {
                return new(refusal, subject);
            }

            var place = caller.PlaceName(question.Environment);
            if (Problem(question, place) is { } problem)
            {
                return new(problem, subject);
            }

            var (rules, principal) = await database.ReadSnapshotAsync(async connection =>
                (await seal.ReadAsync(connection), await PrincipalTable.FindByNameAsync(connection, question.Principal!)));
            if (principal is null)
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such user or service account."), subject);
            }

            var action = Operations.Parse(question.Action)!.Value;
            return new(Explain(rules.Policies(principal), question, action, place!), subject);
        });

    /// <summary>The same decision as <see cref="Permissions"/> makes, statement by statement, to tell which one decides.</summary>
    public static PolicyExplanation Explain(IReadOnlyList<Policy> policies, PolicyQuestion question, Operation action, string environment)
    {
        var covering = policies.Where(policy => policy.Covers(action, environment, question.Name!)).ToList();
        var deciding = covering.FirstOrDefault(policy => policy.IsDeny) ?? covering.FirstOrDefault();
        var isAllowed = deciding is { IsDeny: false };
        var why = deciding switch
        {
            null => "no policy allows it",
            { IsDeny: true } => $"the policy '{deciding.Name}' denies it",
            _ when Roles.Parse(deciding.Name).IsRefused => $"the policy '{deciding.Name}' allows it",
            _ => $"the role '{deciding.Name}' in '{deciding.Environments[0]}' allows it",
        };
        var sentence = $"'{question.Principal}' {(isAllowed ? "may" : "may not")} {question.Action} '{question.Name}' in '{environment}': {why}.";
        return new PolicyExplanation(isAllowed, deciding?.Name, deciding is null ? null : PolicyText.Effect(deciding), sentence);
    }

    private static Subject RecordedSubject(string name) => new(Name: RecordedName.Of(name, PolicyText.NameProblem(name) is null));

    private static Refusal? Problem(PolicyQuestion question, string? place)
    {
        if (PrincipalName.Problem(question.Principal) is { } wrongPrincipal)
        {
            return wrongPrincipal;
        }

        if (Operations.Parse(question.Action) is null)
        {
            return new Refusal(RefusalCode.InvalidValue, $"action is one of: {string.Join(", ", Operations.Everything.Words())}.");
        }

        if (place is null)
        {
            return new Refusal(RefusalCode.UnknownEnvironment, "There is no such environment.");
        }

        return question.Name is Roles.AllEnvironments || SecretName.TryParse(question.Name, out _, out var error, SecretNameRule.Legacy)
            ? null
            : new Refusal(RefusalCode.InvalidName, error);
    }
}
