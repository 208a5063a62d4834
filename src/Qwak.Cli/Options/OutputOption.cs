using System.CommandLine;

namespace Qwak.Cli.Options;

/// <summary><c>--output json</c> for scripts.</summary>
internal sealed class OutputOption : Option<string>
{
    public OutputOption()
        : base("--output")
    {
        Description = "'text' to read, 'json' for scripts";
        HelpName = "FORMAT";
        DefaultValueFactory = _ => "text";
        this.AcceptOnlyFromAmong("text", "json");
    }

    public bool IsJson(ParseResult result) => result.GetValue(this) == "json";
}
