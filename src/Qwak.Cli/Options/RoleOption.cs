using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--role</c>.</summary>
internal sealed class RoleOption : Option<string>
{
    public RoleOption(string description, bool required = false)
        : base("--role")
    {
        Description = $"'admin', 'member' (reads and writes secrets), 'reader', 'auditor' or 'builder'{description}";
        HelpName = "ROLE";
        Required = required;
        this.AcceptOnlyFromAmong("admin", "member", "reader", "auditor", "builder");
    }
}
