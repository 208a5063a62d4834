using System.CommandLine;
using Qwak.Clients;

namespace Qwak.Cli.Options;

/// <summary><c>--environment</c>: a profile of <c>~/.qwak/config</c> on this machine, not an environment of the server.</summary>
internal sealed class ProfileOption : Option<string>
{
    // The existing CLI takes such a long value for the key itself.
    private const int ShortestApiKey = 60;

    public ProfileOption(string description = "Qwak environment")
        : base("--environment")
    {
        Description = $"{description}: a profile of ~/.qwak/config";
        HelpName = "PROFILE";
        DefaultValueFactory = _ => "default";
    }

    public QwakConnectionOptions Read(ParseResult result, CliContext context)
    {
        var profile = result.GetValue(this)!;
        if (profile.Length < ShortestApiKey || !profile.Contains('@'))
        {
            return context.Connection(profile);
        }

        var connection = context.Connection("default");
        connection.ApiKey = profile;
        return connection;
    }
}
