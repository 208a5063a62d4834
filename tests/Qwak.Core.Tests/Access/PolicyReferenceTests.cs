using System.Security.Cryptography;
using Qwak.Clients.Administration;
using Qwak.Core.Access;

namespace Qwak.Core.Tests.Access;

/// <summary>The compiled form, and the explanation, against the reference evaluator.</summary>
public sealed class PolicyReferenceTests
{
    private static readonly int Sets = FullRun.Count(usual: 1_500, full: 10_000);
    private const int Questions = 30;

    [Fact]
    public void Random_sets_are_decided_and_explained_as_the_reference_says()
    {
        var allowed = 0;
        for (var i = 0; i < Sets; i++)
        {
            string[] groups = RandomNumberGenerator.GetInt32(2) == 0 ? [] : ["g1"];
            PolicyDefinition[] definitions =
                [.. Enumerable.Range(0, RandomNumberGenerator.GetInt32(1, 12)).Select(_ => RandomPolicies.Policy(["ana", "bob"], ["g1", "g2"]))];
            Policy[] policies = [.. definitions.Select((definition, n) => Parse($"p{n}", definition)).Where(policy => policy.AppliesTo("ana", groups))];
            var permissions = new Permissions(policies);
            for (var q = 0; q < Questions; q++)
            {
                var action = RandomPolicies.Pick(RandomPolicies.Actions);
                var environment = RandomPolicies.Pick([.. RandomPolicies.Environments, "*"]);
                var name = environment == "*" ? "*" : RandomPolicies.Name();
                var expected = ReferenceEvaluator.Allows(definitions, "ana", groups, action, environment, name);
                var operation = Operations.Parse(action)!.Value;
                var right = permissions.On(operation, environment);
                var explained = PolicyService.Explain(policies, new PolicyQuestion("ana", action, environment, name), operation, environment);
                Assert.True(
                    right.Covers(name) == expected && explained.Allowed == expected && (!right.IsAll || expected) && !(right.IsNone && expected),
                    $"{action} {environment} {name}: {expected}\n{string.Join('\n', policies.Select(Describe))}");
                allowed += expected ? 1 : 0;
            }
        }

        // Both answers must be common, or the comparison shows nothing.
        Assert.InRange(allowed, Sets * Questions / 20, Sets * Questions * 19 / 20);
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a", "ba", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("*ab*ab*", "abab", true)]
    [InlineData("*ab*ab*", "abb-a", false)]
    [InlineData("a?b", "axb", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("abc", "abcd", false)]
    public void A_pattern_matches_whole_names(string pattern, string text, bool matches)
    {
        Assert.Equal(matches, new NamePattern(pattern).Matches(text));
        Assert.Equal(matches, new NameSet([pattern]).Contains(text));
    }

    [Fact]
    public void No_pattern_is_slow()
    {
        var pattern = new NamePattern(string.Concat(Enumerable.Repeat("*a", 90)) + "*b");
        var text = new string('a', 100);
        var time = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(pattern.Matches(text));
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(time), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static Policy Parse(string name, PolicyDefinition definition)
    {
        var parsed = PolicyText.Parse(name, definition);
        Assert.False(parsed.IsRefused, parsed.Refusal?.Message);
        return parsed.Value!;
    }

    private static string Describe(Policy policy) =>
        $"{policy.Name} {PolicyText.Effect(policy)} [{policy.Actions}] in [{string.Join(' ', policy.Environments)}] on [{string.Join(' ', policy.Names)}]";
}
