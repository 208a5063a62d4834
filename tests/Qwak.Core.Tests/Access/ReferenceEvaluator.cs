using System.Text.RegularExpressions;
using Qwak.Clients.Administration;

namespace Qwak.Core.Tests.Access;

/// <summary>
/// What a set of policies means, as plainly as it can be written: no index, nothing compiled or kept. Policies are taken
/// as people write them, and patterns are regular expressions.
/// </summary>
internal static class ReferenceEvaluator
{
    public static bool Allows(
        IEnumerable<PolicyDefinition> policies, string principal, IEnumerable<string> groups, string action, string environment, string name)
    {
        var isAllowed = false;
        foreach (var policy in policies)
        {
            if (!SpeaksOf(policy, principal, groups) || !policy.Actions!.Contains(action)
                || !policy.Environments!.Any(pattern => Matches(pattern, environment)) || !policy.Names!.Any(pattern => Matches(pattern, name)))
            {
                continue;
            }

            if (policy.Effect == "deny")
            {
                return false;
            }

            isAllowed = true;
        }

        return isAllowed;
    }

    private static bool SpeaksOf(PolicyDefinition policy, string principal, IEnumerable<string> groups) => policy.Principals!.Any(text =>
        text.StartsWith("group:", StringComparison.Ordinal)
            ? groups.Any(group => Matches(text["group:".Length..], group))
            : Matches(text, principal));

    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
}
