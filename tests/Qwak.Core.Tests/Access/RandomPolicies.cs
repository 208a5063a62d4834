using System.Security.Cryptography;
using Qwak.Clients.Administration;

namespace Qwak.Core.Tests.Access;

/// <summary>Policies made of few letters, so that they often meet.</summary>
internal static class RandomPolicies
{
    public static readonly string[] Actions = ["list", "read", "set", "delete", "use", "audit", "admin"];

    public static readonly string[] Environments = ["default", "staging", "stage"];

    private static readonly string[] Parts = ["a", "b", "ab", "ba", "-", "aa", "*", "*", "**"];

    public static string Name() => $"a{Text(Parts[..6], RandomNumberGenerator.GetInt32(1, 5))}b";

    public static PolicyDefinition Policy(string[] principals, string[] groups)
    {
        var isDeny = RandomNumberGenerator.GetInt32(3) == 0;
        return new PolicyDefinition(
            isDeny ? "deny" : "allow",
            Some([.. principals, "*", "a*", .. groups.Select(group => $"group:{group}"), "group:*", "group:g*"]),
            Some(isDeny ? Actions[..6] : Actions),
            Some([.. Environments, "*", "sta*", "*g*", "stag*e"]),
            [.. Enumerable.Range(0, RandomNumberGenerator.GetInt32(1, 4)).Select(_ => Pattern())]);
    }

    public static T Pick<T>(IReadOnlyList<T> of) => of[RandomNumberGenerator.GetInt32(of.Count)];

    private static string Pattern() => RandomNumberGenerator.GetInt32(4) == 0 ? Name() : Text(Parts, RandomNumberGenerator.GetInt32(1, 6));

    private static string Text(string[] parts, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Pick(parts)));

    private static string[] Some(string[] of) => [.. Enumerable.Range(0, RandomNumberGenerator.GetInt32(1, 3)).Select(_ => Pick(of)).Distinct()];
}
