using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--to</c>: where a secret may be sent; may repeat.</summary>
internal sealed class DestinationOption : Option<string[]>
{
    public DestinationOption()
        : base("--to")
    {
        Description = "HOST:PORT; may repeat";
        HelpName = "HOST:PORT";
        Required = true;
    }
}
