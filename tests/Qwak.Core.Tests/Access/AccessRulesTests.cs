using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Access;

/// <summary>What becomes of rows that this version does not understand.</summary>
public sealed class AccessRulesTests
{
    private static readonly Principal Ana = new("p1", "ana", PrincipalKind.User);

    [Fact]
    public void A_role_that_this_version_does_not_know_grants_nothing()
    {
        var rules = Rules(("p1", "*", null, "owner"), ("p1", "e1", "default", "reader"));
        Assert.Equal([("e1", Role.Reader)], rules.Roles(Ana).Select(role => (role.Key, role.Value)));
        Assert.True(rules.Permissions(Ana).On(Operation.Read, "default").Covers("some-secret"));
        Assert.All(Operations.All, action => Assert.True(rules.Permissions(Ana).On(action, "*").IsNone));
    }

    [Fact]
    public void A_role_in_an_environment_that_is_not_known_is_no_role_in_all()
    {
        var rules = Rules(("p1", "gone", null, "admin"));
        Assert.All(Operations.All, action => Assert.True(rules.Permissions(Ana).On(action, "*").IsNone));
        Assert.All(Operations.All, action => Assert.True(rules.Permissions(Ana).On(action, "default").IsNone));
    }

    [Fact]
    public void Another_principals_rows_count_for_nothing()
    {
        var rules = Rules(("p2", "*", null, "admin"));
        Assert.Empty(rules.Roles(Ana));
        Assert.Empty(rules.Policies(Ana));
    }

    private static AccessRules Rules(params (string, string, string?, string)[] roles) =>
        new(1, new AccessRows([("p1", "ana", "user", -1), ("p2", "bob", "user", -1)], roles, [], []));
}
