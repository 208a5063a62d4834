using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--name</c> of a group.</summary>
internal sealed class GroupOption : Option<string>
{
    public GroupOption()
        : base("--name")
    {
        Description = "the group's name";
        HelpName = "GROUP";
        Required = true;
    }
}
