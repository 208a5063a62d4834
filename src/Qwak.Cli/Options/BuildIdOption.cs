using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--build-id</c>, as a build's summary and the list of builds show it.</summary>
internal sealed class BuildIdOption : Option<string>
{
    public BuildIdOption()
        : base("--build-id")
    {
        Description = "the build";
        HelpName = "ID";
        Required = true;
    }
}
