using System.CommandLine;
using System.Globalization;
using Qwak.Cli.DataSources;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>qwak features register</c></summary>
internal sealed class RegisterCommand : VerbCommand
{
    private readonly Option<string> _path = new("--path", "-p")
    {
        Description = "a .yaml file that lists data sources, or a .py or .cs file that makes them", HelpName = "FILE", Required = true,
    };

    public RegisterCommand(CliContext context)
        : base(context, "register", "Try data sources one by one, and register those that are good") => AddOptions(_path);

    public override string Examples => """
        qwak features register -p data_sources.yaml
        qwak features register -p data_sources.py
        qwak features register -p data_sources.cs

        The service opens each source with the secrets that it names. You need the right to use them, not to read them.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var sources = await ReadAsync(result.GetRequiredValue(_path), cancellationToken).ConfigureAwait(false);
        var failed = 0;
        foreach (var source in sources)
        {
            Console.WriteLine($"{source.Name} ({source.Kind})");
            failed += await RegisterAsync(client.DataSources, source, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }

        if (failed > 0)
        {
            throw new CliException(string.Create(CultureInfo.InvariantCulture, $"Error: {failed} of {sources.Count} data sources are not registered."));
        }
    }

    private static async Task<IReadOnlyList<DataSource>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var sources = Path.GetExtension(path) switch
        {
            ".yaml" or ".yml" => DataSourceFile.Read(path),
            ".py" => await PythonSourceFile.ReadAsync(path, cancellationToken).ConfigureAwait(false),
            ".cs" => await CSharpSourceFile.ReadAsync(path, cancellationToken).ConfigureAwait(false),
            _ => throw new CliException($"Error: '{path}' is neither a .yaml, a .py nor a .cs file.", ExitCodes.Usage),
        };
        return sources.Count > 0 ? sources : throw new CliException($"Error: '{path}' has no data sources.");
    }

    private async Task<bool> RegisterAsync(DataSourcesClient client, DataSource source, CancellationToken cancellationToken)
    {
        try
        {
            var validation = await client.ValidateAsync(source, cancellationToken).ConfigureAwait(false);
            foreach (var check in validation.Checks)
            {
                Console.WriteLine($"  {check.Name,-19} {check.Status,-7} {(check.Message is { } message ? Table.Printable(message) : "")}".TrimEnd());
            }

            if (!validation.Valid)
            {
                return false;
            }

            var registered = await client.RegisterAsync(source, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  registered as version {registered.Version}"));
            return true;
        }
        catch (QwakException refused) when (refused.Code is not (QwakErrorCodes.NotConfigured or QwakErrorCodes.Unauthenticated or QwakErrorCodes.Unavailable))
        {
            // Its neighbours may still be good.
            Console.WriteLine($"  not registered: {Table.Printable(refused.Message)}");
            return false;
        }
    }
}
