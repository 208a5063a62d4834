namespace Qwak.Core.Access;

/// <summary>A statement of who may, or may not, do what with which secrets. Every list holds texts and patterns, see <see cref="NamePattern"/>.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="IsDeny">Whether it forbids; what is forbidden by one policy is allowed by none.</param>
/// <param name="Principals">Names of users and service accounts, and <c>group:NAME</c>.</param>
/// <param name="Actions">What it allows or forbids.</param>
/// <param name="Environments">Names of environments; what concerns the whole service is asked of <c>*</c>.</param>
/// <param name="Names">Names of secrets.</param>
internal sealed record Policy(
    string Name, bool IsDeny, IReadOnlyList<string> Principals, Operation Actions, IReadOnlyList<string> Environments,
    IReadOnlyList<string> Names)
{
    /// <summary>What a policy names a group by; no principal is matched by such a text.</summary>
    public const string GroupPrefix = "group:";

    public bool AppliesTo(string principal, IReadOnlyCollection<string> groups) => Principals.Any(text =>
        text.StartsWith(GroupPrefix, StringComparison.Ordinal)
            ? groups.Any(group => new NamePattern(text[GroupPrefix.Length..]).Matches(group))
            : new NamePattern(text).Matches(principal));

    /// <summary>Whether it speaks of the action there, on that name.</summary>
    public bool Covers(Operation action, string environment, string name) =>
        (Actions & action) != 0 && NamePattern.Matches(Environments, environment) && NamePattern.Matches(Names, name);
}
