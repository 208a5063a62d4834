using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--environment-name</c>: an environment of the server (<c>--environment</c> is a profile of this machine).</summary>
internal sealed class ServerEnvironmentOption : Option<string>
{
    public ServerEnvironmentOption(string description, bool required = false)
        : base("--environment-name")
    {
        Description = description;
        HelpName = "ENVIRONMENT";
        Required = required;
    }
}
