using Qwak.Cli;
using Qwak.Cli.Commands.Server;
using Qwak.Cli.Terminal;

var console = CliConsole.OfThisProcess();

// Not parsed here: every word after `server` is for the server's own command line.
return args is ["server", .. var serverArguments]
    ? CommandLine.Guard(console, () => ServerExecutable.ReplaceThisProcess(serverArguments))
    : await new CommandLine(new CliContext(console)).RunAsync(args).ConfigureAwait(false);
