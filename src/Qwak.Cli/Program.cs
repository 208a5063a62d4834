using Qwak.Cli;
using Qwak.Cli.Commands.Audit;
using Qwak.Cli.Commands.Server;
using Qwak.Cli.Terminal;

var console = CliConsole.OfThisProcess();

// Not parsed here: every word after `server` is for the server's own command line, and `audit accept-rollback` is its verb.
// Sealing and unsealing are ours: they call a service that runs.
return args is ["server", .. var serverArguments] && serverArguments is not [SealCommand.Verb or UnsealCommand.Verb, ..]
    ? CommandLine.Guard(console, () => ServerExecutable.ReplaceThisProcess(serverArguments))
    : args is ["audit", AcceptRollbackCommand.Verb, ..]
    ? CommandLine.Guard(console, () => ServerExecutable.ReplaceThisProcess(args[1..]))
    : await new CommandLine(new CliContext(console)).RunAsync(args).ConfigureAwait(false);
