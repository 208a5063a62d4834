using System.Diagnostics.CodeAnalysis;
using Qwak.Clients.Administration;

namespace Qwak.Core.Access;

/// <summary>Policies as people write and read them.</summary>
internal static class PolicyText
{
    public const int MaximumNameLength = 64;
    public const int MostWords = 100;
    public const int MaximumWordLength = 200;

    private const string Allow = "allow";
    private const string Deny = "deny";

    /// <summary>Why a policy cannot have the name; null when it can.</summary>
    public static Refusal? NameProblem(string? name)
    {
        if (!IsName(name))
        {
            return new Refusal(
                RefusalCode.InvalidName, $"A policy's name has 1 to {MaximumNameLength} lowercase letters, digits and hyphens, first a letter.");
        }

        return Roles.Parse(name).IsRefused ? null : new Refusal(RefusalCode.InvalidName, "This is the name of a role, which is built in and cannot be changed.");
    }

    /// <summary>Whether it is formed as the names are that administrators give: those of policies, providers and rules.</summary>
    public static bool IsName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= MaximumNameLength } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && char.IsAsciiLetterLower(name[0]);

    public static Result<Policy> Parse(string name, PolicyDefinition definition)
    {
        if (definition.Effect is not (Allow or Deny))
        {
            return Wrong("effect is 'allow' or 'deny'.");
        }

        if (definition.Name is { } written && written != name)
        {
            return Wrong("name is not the name that the policy is set under; leave it out, or make them the same.");
        }

        var problem = WordsProblem("principals", definition.Principals) ?? WordsProblem("actions", definition.Actions)
            ?? WordsProblem("environments", definition.Environments) ?? WordsProblem("names", definition.Names);
        if (problem is not null)
        {
            return problem;
        }

        var actions = Operation.None;
        foreach (var word in definition.Actions!)
        {
            if (Operations.Parse(word) is not { } action)
            {
                return Wrong($"actions are of: {string.Join(", ", Operations.Everything.Words())}.");
            }

            actions |= action;
        }

        // Otherwise one policy could leave nobody who may delete it.
        return definition.Effect == Deny && actions.HasFlag(Operation.Admin)
            ? Wrong("A deny cannot name the action 'admin': take away the role or the policy that allows it.")
            : new Policy(name, definition.Effect == Deny, definition.Principals!, actions, definition.Environments!, definition.Names!);
    }

    public static PolicyProperties Properties(Policy policy, bool isBuiltIn = false, DateTimeOffset? updatedAt = null, string? updatedBy = null) => new(
        policy.Name, Effect(policy), policy.Principals, policy.Actions.Words(), policy.Environments, policy.Names, isBuiltIn, updatedAt, updatedBy);

    public static string Effect(Policy policy) => policy.IsDeny ? Deny : Allow;

    // Spaces separate the words where they are stored; control characters could forge lines where they are shown.
    private static Refusal? WordsProblem(string list, IReadOnlyList<string>? words) =>
        words is { Count: > 0 and <= MostWords } && words.All(word => word is { Length: > 0 and <= MaximumWordLength } && word.All(c => c is > ' ' and < (char)0x7f))
            ? null
            : Wrong($"{list} has 1 to {MostWords} texts, each of 1 to {MaximumWordLength} printable ASCII characters without spaces; '*' stands for any run of characters.");

    private static Refusal Wrong(string message) => new(RefusalCode.InvalidValue, message);
}
