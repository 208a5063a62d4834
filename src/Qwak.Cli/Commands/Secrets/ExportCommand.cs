using System.CommandLine;
using System.Text;
using Qwak.Cli.Commands.Secrets.Files;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.SecretService;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets export</c></summary>
internal sealed class ExportCommand : VerbCommand
{
    private readonly Option<string> _file = new("--file")
    {
        Description = "the new file, mode 0600; - is standard output", HelpName = "FILE", Required = true,
    };

    private readonly FormatOption _format = new();
    private readonly Option<string> _filter = new("--filter") { Description = "only names that contain this text", HelpName = "TEXT" };

    public ExportCommand(CliContext context)
        : base(context, "export", "Write the environment's secrets with their values to a file") => AddOptions(_file, _format, _filter);

    public override string Examples => """
        qwak secrets export --file backup.json
        qwak secrets export --file .env --filter snowflake    SNOWFLAKE_USER='...' for snowflake-user

        Each value is read by itself, and each read is in the audit trail. A file that is there is not overwritten.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var path = result.GetRequiredValue(_file);
        var isJson = FileFormat.Of(result.GetValue(_format), path) == FileFormat.Json;
        if (path != "-" && File.Exists(path))
        {
            throw new CliException($"Error: '{path}' is there already. Name a new file.");
        }

        using var client = new SecretServiceClient(Connection(result));
        var values = new List<(string Name, string Value)>();
        var options = new ListSecretsOptions { Filter = result.GetValue(_filter) };
        await foreach (var secret in client.ListSecretsAsync(options, cancellationToken).ConfigureAwait(false))
        {
            using var value = await client.GetSecretAsync(secret.Name, cancellationToken).ConfigureAwait(false);
            values.Add((secret.Name, value.Reveal()));
        }

        if (path == "-")
        {
            Write(Console, values, isJson);
        }
        else
        {
            using var file = Create(path);
            Write(new CliConsole(Stream.Null, file, Stream.Null, terminal: null), values, isJson);
        }

        Console.WriteErrorLine($"Warning: {values.Count} values in plain text{(path == "-" ? "" : $" in '{path}'")}. Keep them from others, and delete them soon.");
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static void Write(CliConsole to, List<(string Name, string Value)> values, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.WriteObject(to, writer => values.ForEach(v => writer.WriteString(v.Name, v.Value)));
            return;
        }

        var text = new StringBuilder();
        values.ForEach(v => DotenvFile.Write(text, FileSecret.KeyOf(v.Name), v.Value));
        to.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
