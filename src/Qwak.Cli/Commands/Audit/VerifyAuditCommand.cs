using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Audit;

/// <summary><c>qwak audit verify</c></summary>
internal sealed class VerifyAuditCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public VerifyAuditCommand(CliContext context)
        : base(context, "verify", "Verify that no audit event was deleted, edited, reordered or inserted") => AddOptions(_output);

    public override string Examples => """
        qwak audit verify
        qwak audit verify --output json
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        AuditVerification? found = null;
        await foreach (var line in client.Audit.VerifyAsync(cancellationToken).ConfigureAwait(false))
        {
            found = line.Result;
            Console.DrawProgress(string.Create(CultureInfo.InvariantCulture, $"{line.Events:N0} of {line.Of:N0} events"));
        }

        Console.DrawProgress("");
        if (found is null)
        {
            throw new CliException("Error: The service stopped before all was verified. Try again.");
        }

        Write(found, _output.IsJson(result));
        if (!found.IsGood)
        {
            throw new CliException("Error: The audit trail is not as it was written; docs/operations/audit.md says what to do.");
        }
    }

    private void Write(AuditVerification found, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(Console, found, RestJson.Default.AuditVerification);
            return;
        }

        foreach (var fault in found.Faults)
        {
            var place = fault.Writer is { } writer ? $"{writer}:{fault.Sequence}" : $"checkpoint {fault.Sequence}";
            Console.WriteLine($"{Table.Printable(fault.Kind)}  {place}  {Table.Time(fault.Time)}  {Table.Printable(fault.Message)}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Events:N0} events and {found.Checkpoints:N0} checkpoints verified; {found.UnsignedEvents} events came after the last checkpoint."));
        if (found.CutEvents > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.CutEvents:N0} events before them were cut off by retention."));
        }

        if (found.IsGood)
        {
            Console.WriteLine("The audit trail is whole.");
        }
    }
}
