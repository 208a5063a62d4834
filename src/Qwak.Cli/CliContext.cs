using Qwak.Cli.Terminal;
using Qwak.Clients;

namespace Qwak.Cli;

/// <summary>What every command works with: where it reads and writes, and how it connects.</summary>
internal sealed record CliContext(CliConsole Console)
{
    /// <summary>The connection of a profile. The quickstart replaces it by the address and key of its own server.</summary>
    public Func<string, QwakConnectionOptions> Connection { get; init; } = profile => new QwakConnectionOptions { Profile = profile };
}
