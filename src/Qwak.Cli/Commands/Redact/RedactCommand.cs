using System.Collections.Concurrent;
using System.CommandLine;
using Qwak.Clients.SecretService;
using Qwak.Redaction;

namespace Qwak.Cli.Commands.Redact;

/// <summary><c>qwak redact</c></summary>
internal sealed class RedactCommand : VerbCommand
{
    private const int ReadLength = 64 * 1024;
    private const int ReadsAtOnce = 8;

    private readonly Option<string[]> _secrets = new("--secret")
    {
        Description = "redact only this secret; may be given more than once. Without it: all sensitive ones that you may read",
        HelpName = "NAME",
    };

    public RedactCommand(CliContext context)
        : base(context, "redact", "Copy standard input to standard output, with secrets replaced by [redacted:NAME]") => AddOptions(_secrets);

    public override string Examples => """
        ./train.sh 2>&1 | qwak redact
        qwak redact --secret db-password --secret api-token < build.log

        The values are read first: nothing passes before they are known, and nothing at all when one cannot be read.
        """;

    protected override string FailurePrefix => "Error: nothing was passed on, because the secrets could not be read. ";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new SecretServiceClient(Connection(result));
        using var redactor = new Redactor();
        var names = result.GetValue(_secrets) is { Length: > 0 } named
            ? named
            : await ListAsync(client, cancellationToken).ConfigureAwait(false);
        await AddAsync(client, redactor, names, cancellationToken).ConfigureAwait(false);
        await CopyAsync(redactor, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyCollection<string>> ListAsync(SecretServiceClient client, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var secret in client.ListSecretsAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (secret.IsSensitive)
            {
                names.Add(secret.Name);
            }
        }

        return names;
    }

    private async Task AddAsync(
        SecretServiceClient client, Redactor redactor, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var tooShort = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(names.Distinct(StringComparer.Ordinal), options, async (name, token) =>
        {
            using var value = await client.GetSecretAsync(name, token).ConfigureAwait(false);
            if (!redactor.Add(name, value).IsRedacted)
            {
                tooShort.Add(name);
            }
        }).ConfigureAwait(false);
        foreach (var name in tooShort.Order(StringComparer.Ordinal))
        {
            Console.WriteErrorLine(
                $"Warning: '{name}' cannot be redacted: its value has fewer than {Redactor.MinimumLength} bytes.");
        }
    }

    private async Task CopyAsync(Redactor redactor, CancellationToken cancellationToken)
    {
        using var output = new RedactingStream(Console.Output, redactor, leaveOpen: true);
        var buffer = new byte[ReadLength];
        for (var read = -1; read != 0;)
        {
            read = await Console.Input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            output.Write(buffer.AsSpan(0, read));
            output.Flush();
        }
    }
}
