using Qwak.Core.Access;

namespace Qwak.Core.Tests.Access;

public sealed class PolicyEvaluatorTests
{
    private const string Here = "env-here";
    private const string There = "env-there";
    private const string All = Roles.AllEnvironments;

    private static readonly Operation[] Operations =
        [Operation.List, Operation.Read, Operation.Set, Operation.Delete, Operation.Use, Operation.Audit, Operation.Admin];

    // Roles × operations, written out: L R S D U Au Ad.
    private static readonly Dictionary<Role, string> Table = new()
    {
        [Role.Reader] = "LR-----",
        [Role.Member] = "LRSDU--",
        [Role.Admin] = "LRSDUAA",
    };

    [Fact]
    public void Without_a_role_everything_is_denied_everywhere()
    {
        var grant = Grant(null);
        Assert.All(Operations, operation => Assert.All(
            new[] { Here, There, All }, place => Assert.False(PolicyEvaluator.Allows(grant, operation, place))));
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
    public void Several_operations_at_once_need_all_of_them()
    {
        Assert.True(PolicyEvaluator.Allows(Grant(null, (Here, Role.Reader)), Operation.List | Operation.Read, Here));
        Assert.False(PolicyEvaluator.Allows(Grant(null, (Here, Role.Reader)), Operation.Read | Operation.Set, Here));
    }

    private static Grant Grant(string? bound, params (string Place, Role Role)[] roles) => new(
        1, "key:x", new Principal("p", "ana", PrincipalKind.User), bound, null, false, roles.ToDictionary(r => r.Place, r => r.Role));

    private static void Is(string expected, Grant grant, string place) =>
        Assert.Equal(
            expected,
            string.Concat(Operations.Select((operation, i) => PolicyEvaluator.Allows(grant, operation, place) ? "LRSDUAA"[i] : '-')));
}
