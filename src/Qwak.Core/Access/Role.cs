namespace Qwak.Core.Access;

/// <summary>What a principal may do in an environment, or in all.</summary>
internal enum Role
{
    /// <summary>List and read secrets.</summary>
    Reader,

    /// <summary>Also set, delete and use them.</summary>
    Member,

    /// <summary>Everything; in all environments, also environments, credentials, roles and the audit trail.</summary>
    Admin,
}

internal static class Roles
{
    public const string AllEnvironments = "*";

    public static string Text(this Role role) => role switch
    {
        Role.Reader => "reader",
        Role.Member => "member",
        Role.Admin => "admin",
    };

    public static Result<Role> Parse(string? text) => text switch
    {
        "reader" => Role.Reader,
        "member" => Role.Member,
        "admin" => Role.Admin,
        _ => new Refusal(RefusalCode.InvalidValue, "A role is one of: admin, member, reader."),
    };
}
