using System.CommandLine;
using Qwak.Cli.Commands.Secrets.Files;

namespace Qwak.Cli.Options;

/// <summary><c>--format</c> of a file of secrets.</summary>
internal sealed class FormatOption : Option<string>
{
    public FormatOption()
        : base("--format")
    {
        Description = "'dotenv' or 'json'; by default json for a file of that ending, else dotenv";
        HelpName = "FORMAT";
        this.AcceptOnlyFromAmong(FileFormat.Dotenv, FileFormat.Json);
    }
}
