namespace Qwak.Core.Access;

/// <summary>A ready-made policy, given to a principal in an environment or in all.</summary>
internal enum Role
{
    /// <summary>List and read secrets.</summary>
    Reader,

    /// <summary>Also set, delete and use them.</summary>
    Member,

    /// <summary>Everything; in all environments, also environments, credentials, roles and the audit trail.</summary>
    Admin,

    /// <summary>List secrets, and read the audit trail; no value.</summary>
    Auditor,

    /// <summary>List secrets, and have them used by builds and data sources; no value.</summary>
    Builder,
}

internal static class Roles
{
    public const string AllEnvironments = "*";

    public static readonly IReadOnlyList<Role> All = Enum.GetValues<Role>();

    public static string Text(this Role role) => role switch
    {
        Role.Reader => "reader",
        Role.Member => "member",
        Role.Admin => "admin",
        Role.Auditor => "auditor",
        Role.Builder => "builder",
    };

    public static Result<Role> Parse(string? text)
    {
        foreach (var role in All)
        {
            if (role.Text() == text)
            {
                return role;
            }
        }

        return new Refusal(RefusalCode.InvalidValue, $"A role is one of: {string.Join(", ", All.Select(Text).Order())}.");
    }

    /// <summary>The role as the policy that it is.</summary>
    /// <param name="role">Which.</param>
    /// <param name="principals">Who has it.</param>
    /// <param name="environment">Name of the environment it is given in, or <see cref="AllEnvironments"/>.</param>
    public static Policy ToPolicy(this Role role, IReadOnlyList<string> principals, string environment) =>
        new(role.Text(), IsDeny: false, principals, Actions(role), [environment], ["*"]);

    private static Operation Actions(Role role) => role switch
    {
        Role.Reader => Operation.List | Operation.Read,
        Role.Member => Operation.List | Operation.Read | Operation.Set | Operation.Delete | Operation.Use,
        Role.Admin => Operations.Everything,
        Role.Auditor => Operation.List | Operation.Audit,
        Role.Builder => Operation.List | Operation.Use,
    };
}
