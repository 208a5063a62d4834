using Qwak.Core.Access;
using Qwak.Core.Environments;

namespace Qwak.Core.Tests.Access;

public sealed class PolicyEvaluatorTests
{
    private const string Here = "env-here";
    private const string There = "env-there";
    private const string All = Roles.AllEnvironments;

    // Roles × operations, written out: L R S D U Au Ad.
    private static readonly Dictionary<Role, string> Table = new()
    {
        [Role.Reader] = "LR-----",
        [Role.Member] = "LRSDU--",
        [Role.Admin] = "LRSDUAA",
        [Role.Auditor] = "L----A-",
        [Role.Builder] = "L---U--",
    };

    [Fact]
    public void Without_a_role_everything_is_denied_everywhere()
    {
        var grant = Grant(null);
        Is("-------", grant, Here);
        Is("-------", grant, There);
        Is("-------", grant, All);
    }

    [Fact]
    public void A_role_in_all_environments_counts_in_each_of_them_and_for_the_service()
    {
        foreach (var (role, allowed) in Table)
        {
            Is(allowed, Grant(null, (All, role)), Here);
            Is(allowed, Grant(null, (All, role)), There);
            Is(allowed, Grant(null, (All, role)), All);
        }
    }

    [Fact]
    public void A_role_in_one_environment_counts_there_only_and_never_for_the_service()
    {
        foreach (var (role, allowed) in Table)
        {
            Is(allowed, Grant(null, (Here, role)), Here);
            Is("-------", Grant(null, (Here, role)), There);
            Is("-------", Grant(null, (Here, role)), All);
        }
    }

    [Fact]
    public void Roles_in_all_and_in_one_add_up()
    {
        var grant = Grant(null, (All, Role.Reader), (Here, Role.Member));
        Is(Table[Role.Member], grant, Here);
        Is(Table[Role.Reader], grant, There);
        Is(Table[Role.Reader], grant, All);

        // A lower role in one environment takes nothing from a higher one in all.
        Is(Table[Role.Admin], Grant(null, (All, Role.Admin), (Here, Role.Reader)), Here);
    }

    [Fact]
    public void A_bound_credential_is_good_for_nothing_outside_its_environment()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var grant = Grant(Here, (All, role), (There, role));
            Is(Table[role], grant, Here);
            Is("-------", grant, There);
            Is("-------", grant, All);
        }
    }

    [Fact]
    public void A_narrowed_credential_is_good_for_no_more_than_its_scope_and_no_more_than_its_principals_rights()
    {
        var scope = new GrantScope(Here) { Actions = Operation.Read | Operation.Set, Names = new HashSet<string> { "some-secret", "other-secret" } };
        Is("-RS----", Narrowed(scope, (All, Role.Admin)), Here);
        Is("-R-----", Narrowed(scope, (All, Role.Reader)), Here);
        Is("-------", Narrowed(scope, (All, Role.Admin)), There);
        Is("-------", Narrowed(scope, (All, Role.Admin)), All);
        Is("-------", Narrowed(scope with { Names = new HashSet<string> { "other-secret" } }, (All, Role.Admin)), Here);
        Is("-------", Narrowed(scope with { EnvironmentId = null }, (All, Role.Admin)), All);
    }

    [Fact]
    public void All_names_are_allowed_where_nothing_narrows_them_and_some_where_any_is_left()
    {
        var here = new SecretEnvironment(Here, Here, null, false, default);
        Assert.Equal((true, true), AllAndSome(new GrantScope(EnvironmentId: null)));
        Assert.Equal((true, true), AllAndSome(new GrantScope(Here)));
        Assert.Equal((false, false), AllAndSome(new GrantScope(There)));
        Assert.Equal((false, false), AllAndSome(new GrantScope(Here) { Actions = Operation.List }));
        Assert.Equal((false, true), AllAndSome(new GrantScope(Here) { Names = new HashSet<string> { "some-secret" } }));
        Assert.Equal((false, true), AllAndSome(new GrantScope(Here), "root-*"));
        Assert.Equal((false, false), AllAndSome(new GrantScope(Here), "*"));

        (bool All, bool Some) AllAndSome(GrantScope scope, params string[] denied)
        {
            Policy[] policies = [Role.Reader.ToPolicy(["ana"], Here), .. denied.Select(name => new Policy("deny", true, ["ana"], Operation.Read, ["*"], [name]))];
            var grant = Narrowed(scope) with { Permissions = new Permissions(policies) };
            return (PolicyEvaluator.AllowsAll(grant, Operation.Read, here), PolicyEvaluator.AllowsSome(grant, Operation.Read, here));
        }
    }

    private static Grant Grant(string? bound, params (string Place, Role Role)[] roles) => Narrowed(new GrantScope(bound), roles);

    // Environments are named as their ids here.
    private static Grant Narrowed(GrantScope scope, params (string Place, Role Role)[] roles) => new(
        1, "key:x", new Principal("p", "ana", PrincipalKind.User), scope, null, false, roles.ToDictionary(r => r.Place, r => r.Role),
        new Permissions([.. roles.Select(r => r.Role.ToPolicy(["ana"], r.Place))]));

    private static void Is(string expected, Grant grant, string place) =>
        Assert.Equal(
            expected,
            string.Concat(Operations.All.Select((operation, i) => Allows(grant, operation, place) ? "LRSDUAA"[i] : '-')));

    private static bool Allows(Grant grant, Operation operation, string place) => place == All
        ? PolicyEvaluator.AllowsOnService(grant, operation)
        : PolicyEvaluator.Allows(grant, operation, new SecretEnvironment(place, place, null, false, default), "some-secret");
}
