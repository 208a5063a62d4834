using System.CommandLine;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>--data-source</c>: which one.</summary>
internal sealed class DataSourceOption : Option<string>
{
    public DataSourceOption()
        : base("--data-source")
    {
        Description = "name of the data source";
        HelpName = "NAME";
        Required = true;
    }
}
