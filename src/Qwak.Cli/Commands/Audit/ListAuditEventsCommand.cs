using System.CommandLine;
using System.Text.Json;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Audit;

/// <summary><c>qwak audit list</c></summary>
internal sealed class ListAuditEventsCommand : VerbCommand
{
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "at most so many events, the newest",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<bool> _follow = new("--follow") { Description = "print events as they come, until you interrupt it" };
    private readonly AuditFilterOptions _filter = new();
    private readonly OutputOption _output = new();

    public ListAuditEventsCommand(CliContext context)
        : base(context, "list", "List audit events, the newest first")
    {
        AddOptions([.. _filter.All, _limit, _follow, _output]);
        _limit.Validators.Add(result =>
        {
            if (result.Tokens is [var limit] && !(int.TryParse(limit.Value, out var number) && number > 0))
            {
                result.AddError("Invalid value for '--limit': it must be a whole number from 1.");
            }
        });
    }

    public override string Examples => """
        qwak audit list
        qwak audit list --name aws-api-key --action secret.read --limit 10
        qwak audit list --limit 1000 --output json
        qwak audit list --follow --outcome permission_denied
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var options = _filter.Read(result);
        if (result.GetValue(_follow))
        {
            await FollowAsync(client, options, _output.IsJson(result), cancellationToken).ConfigureAwait(false);
            return;
        }

        options.Limit = result.GetValue(_limit);
        var events = new List<AuditEventRecord>();
        await foreach (var auditEvent in client.Audit.ListAsync(options, cancellationToken).ConfigureAwait(false))
        {
            events.Add(auditEvent);
        }

        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<AuditEventRecord>(events), RestJson.Default.PageAuditEventRecord);
            return;
        }

        Tabulate(events).WriteTo(Console);
    }

    private async Task FollowAsync(AdministrationClient client, ListAuditEventsOptions options, bool isJson, CancellationToken cancellationToken)
    {
        await foreach (var e in FollowedEvents.ReadAsync(client.Audit, options, cancellationToken).ConfigureAwait(false))
        {
            Console.WriteLine(isJson ? JsonSerializer.Serialize(e, RestJson.Default.AuditEventRecord) : AuditEventText.Line(e));
        }
    }

    private static Table Tabulate(List<AuditEventRecord> events)
    {
        var table = new Table(AuditEventText.Headings);
        events.ForEach(e => table.Add(AuditEventText.Cells(e)));
        return table;
    }
}
