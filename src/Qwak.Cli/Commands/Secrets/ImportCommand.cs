using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Qwak.Cli.Commands.Secrets.Files;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets import</c></summary>
internal sealed class ImportCommand : VerbCommand
{
    private readonly Option<string> _file = new("--file") { Description = "the file; - is standard input", HelpName = "FILE", Required = true };
    private readonly FormatOption _format = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "show what would happen, and change nothing" };
    private readonly OutputOption _output = new();

    public ImportCommand(CliContext context)
        : base(context, "import", "Set the secrets of a dotenv or JSON file: all or none") => AddOptions(_file, _format, _dryRun, _output);

    public override string Examples => """
        qwak secrets import --file .env --dry-run
        qwak secrets import --file secrets.json

        Names are written our way: AWS_API_KEY becomes aws-api-key. Two that become the same are refused. Values are kept
        exactly; $NAME in them is not replaced. Afterwards delete the file.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var connection = Connection(result);
        var secrets = Read(result);
        try
        {
            if (secrets.GroupBy(s => s.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                throw new CliException($"Error: {string.Join(" and ", twice.Select(s => s.Key))} both become '{twice.Key}'. Nothing was changed.");
            }

            using var client = new AdministrationClient(connection);
            var import = await client.Secrets.ImportAsync(
                [.. secrets.Select(s => KeyValuePair.Create(s.Name, s.Value))], result.GetValue(_dryRun), cancellationToken).ConfigureAwait(false);
            Show(result, secrets, import);
        }
        finally
        {
            secrets.ForEach(secret => secret.Dispose());
        }
    }

    private List<FileSecret> Read(ParseResult result)
    {
        var path = result.GetRequiredValue(_file);
        var bytes = path == "-" ? ReadInput() : File.ReadAllBytes(path);
        try
        {
            var secrets = FileFormat.Read(bytes, FileFormat.Of(result.GetValue(_format), path));
            return secrets.Count > 0 ? secrets : throw new CliException("Error: The file has no secrets.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private byte[] ReadInput()
    {
        using var copy = new MemoryStream();
        Console.Input.CopyTo(copy);
        return copy.ToArray();
    }

    private void Show(ParseResult result, List<FileSecret> secrets, SecretImport import)
    {
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, import, RestJson.Default.SecretImport);
            return;
        }

        var table = new Table("KEY", "NAME", "CHANGE", "VERSION");
        foreach (var (secret, change) in secrets.Zip(import.Items))
        {
            table.Add(secret.Key, change.Name, change.Change.ToString().ToLowerInvariant(), change.Version.ToString(CultureInfo.InvariantCulture));
        }

        table.WriteTo(Console);
        Console.WriteErrorLine(import.Applied ? "Imported. The file still holds the values: delete it." : "A dry run: nothing was changed.");
    }
}
