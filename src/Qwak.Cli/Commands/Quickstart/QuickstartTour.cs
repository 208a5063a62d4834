using System.Globalization;
using Qwak.Clients;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>
/// The steps of the documentation, each printed as the user would type it and followed by its real output: the verbs run through the
/// same code as from the command line.
/// </summary>
internal sealed class QuickstartTour
{
    private const string Read = "aws-api-key";
    private const string Deleted = "aws-api-secret";

    private readonly CliContext _context;
    private readonly QuickstartWords _words;
    private readonly SampleTour _samples;
    private readonly string _home;

    public QuickstartTour(CliContext context, QuickstartFolder folder, QuickstartWords words, ListenAddress address)
    {
        _context = context with { Connection = _ => Connection(folder) };
        _words = words;
        _home = folder.Root;
        _samples = new SampleTour(context.Console, folder, words, address);
    }

    /// <summary>False when a sample ran and failed; the rest of the tour was taken all the same.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Heading("Store four secrets (the values are made up)");
        await SetAsync(Read, 20, cancellationToken).ConfigureAwait(false);
        var madeHere = await SetAsync(Deleted, 40, cancellationToken).ConfigureAwait(false);
        Say("Names are lowercase with hyphens, so it is snowflake-user; underscores need a server started with --legacy-names.");
        await SetAsync("snowflake-user", 12, cancellationToken).ConfigureAwait(false);
        await SetAsync("snowflake-password", 24, cancellationToken).ConfigureAwait(false);

        Heading("Read one from C#");
        var csharp = await _samples.RunCSharpAsync(Read, cancellationToken).ConfigureAwait(false);
        Heading("Read one from Python, in a model");
        var python = await _samples.RunPythonAsync(cancellationToken).ConfigureAwait(false);

        if (_samples.FindModel() is { } model)
        {
            Heading("Build a model with it: it prints the secret, and its log does not");
            string[] build = ["models", "build", model, "--model-id", "churn", "--secret", Read, "--output-folder", Path.Combine(_home, "model")];
            await RunAsync(build, cancellationToken).ConfigureAwait(false);
        }

        Heading("List");
        await RunAsync(["secrets", "list"], cancellationToken).ConfigureAwait(false);
        if (madeHere)
        {
            Heading("Delete");
            await RunAsync(["secrets", "delete", "--name", Deleted], cancellationToken).ConfigureAwait(false);
        }

        return csharp && python;
    }

    // Every variable of the shell is left out: the tour is about this server and no other.
    private static QwakConnectionOptions Connection(QuickstartFolder folder) => new()
    {
        Profile = QuickstartProfiles.Own,
        Variables = name => name == "QWAK_HOME" ? folder.Root : null,
    };

    private async Task<bool> SetAsync(string name, int length, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(_context.Connection(QuickstartProfiles.Own));
        if (await client.FindSecretAsync(name, cancellationToken).ConfigureAwait(false) is { } there)
        {
            Say($"{name} is there already (version {there.Version.ToString(CultureInfo.InvariantCulture)}) and is left as it is.");
            return false;
        }

        await RunAsync(["secrets", "set", "--name", name, "--value"], cancellationToken, MadeUpValue.Create(length)).ConfigureAwait(false);
        return true;
    }

    private async Task RunAsync(string[] words, CancellationToken cancellationToken, string? value = null)
    {
        Say($"$ {_words.Type(value is null ? words : [.. words, new string('.', 8)])}");
        var exitCode = await new CommandLine(_context).RunAsync(value is null ? words : [.. words, value], cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode != ExitCodes.Success)
        {
            throw new CliException("Error: The tour ends here. The service itself is running; what it says is in its log.");
        }
    }

    private void Heading(string text) => Say($"\n== {text}");

    private void Say(string text) => _context.Console.WriteLine(text);
}
