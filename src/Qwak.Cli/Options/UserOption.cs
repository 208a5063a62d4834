using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--user-id</c>: the name of a user or service account.</summary>
internal sealed class UserOption : Option<string>
{
    public UserOption(bool required)
        : base("--user-id")
    {
        Description = "name of the user or service";
        HelpName = "USER";
        Required = required;
    }
}
