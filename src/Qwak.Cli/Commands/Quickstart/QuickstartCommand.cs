using System.CommandLine;
using System.CommandLine.Parsing;
using Qwak.Clients;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary><c>qwak quickstart</c></summary>
internal sealed class QuickstartCommand : VerbCommand
{
    private readonly Option<string> _listen = new("--listen")
    {
        Description = $"address for the service ({ListenAddress.Usual} when not given)",
        HelpName = "HOST:PORT",
    };

    private readonly Option<bool> _stop = new("--stop") { Description = "stop the service; its data stays" };

    private readonly Option<string> _home = new("--home")
    {
        Description = "keep everything in DIR/.qwak instead of your home directory, as QWAK_HOME does",
        HelpName = "DIR",
    };

    public QuickstartCommand(CliContext context)
        : base(context, "quickstart", "Start a service of your own on this machine and take a tour of it")
    {
        AddOptions(_listen, _stop, _home);
        Profile.Hidden = true;
        _listen.Validators.Add(Validate);
    }

    public override string Examples => """
        qwak quickstart                            start (or continue) and take the tour
        qwak quickstart --listen 127.0.0.1:9443    another port
        qwak quickstart --stop                     stop the service

        Data, CA certificate, admin key and log lie in ~/.qwak/quickstart/. The connection becomes the profile
        'quickstart', and 'default' too unless you have one of your own. Secrets that are there already are left
        alone. The values of the tour are made up and never shown, and stay out of the shell's history.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CliException("Error: quickstart needs a Unix system; on Windows use the Windows Subsystem for Linux.");
        }

        var folder = new QuickstartFolder(Path.GetFullPath(result.GetValue(_home) ?? QwakProfiles.Root));
        if (result.GetValue(_stop))
        {
            await StopAsync(folder, cancellationToken).ConfigureAwait(false);
            return;
        }

        var wanted = result.GetValue(_listen) is { } text ? ListenAddress.Parse(text) : null;
        folder.Create();
        var address = await new QuickstartServer(Console, folder).EnsureAsync(wanted, cancellationToken).ConfigureAwait(false);
        var profiles = new QuickstartProfiles(Console, folder);
        var profile = profiles.Write(address);
        var words = new QuickstartWords(folder, profile);
        var isComplete = await new QuickstartTour(Context, folder, words, address).RunAsync(cancellationToken).ConfigureAwait(false);
        words.WriteWhatNext(Console, address);
        if (!isComplete)
        {
            throw new CliException("Error: A sample did not run, see above. The service itself is running.");
        }
    }

    private static void Validate(OptionResult result)
    {
        if (result.Tokens is [var token] && ListenAddress.Parse(token.Value) is null)
        {
            result.AddError("Invalid value for '--listen': it must be HOST:PORT, such as 127.0.0.1:9443.");
        }
    }

    private async Task StopAsync(QuickstartFolder folder, CancellationToken cancellationToken)
    {
        if (ServerProcess.Find(folder) is not { } server)
        {
            Console.WriteLine("The quickstart's service is not running.");
            return;
        }

        await server.StopAsync(cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"The service (process {server.Id}) has stopped. Its data stays in {folder.Path}; '{QuickstartWords.Command} quickstart' continues.");
    }
}
