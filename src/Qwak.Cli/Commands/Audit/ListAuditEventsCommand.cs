using System.CommandLine;
using System.Globalization;
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

    private readonly Option<string> _principal = new("--principal") { Description = "only what this user or service did", HelpName = "USER" };
    private readonly Option<string> _action = new("--action") { Description = "only this action, such as secret.read", HelpName = "ACTION" };
    private readonly Option<string> _name = new("--name") { Description = "only what concerns this secret, key or environment", HelpName = "TEXT" };
    private readonly OutputOption _output = new();

    public ListAuditEventsCommand(CliContext context)
        : base(context, "list", "List audit events, the newest first")
    {
        AddOptions(_principal, _action, _name, _limit, _output);
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
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var options = new ListAuditEventsOptions
        {
            Limit = result.GetValue(_limit),
            Principal = result.GetValue(_principal),
            Action = result.GetValue(_action),
            Name = result.GetValue(_name),
        };
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

    private static Table Tabulate(List<AuditEventRecord> events)
    {
        var table = new Table("TIME", "PRINCIPAL", "ACTION", "ENVIRONMENT", "NAME", "VERSION", "OUTCOME", "ADDRESS", "COUNT");
        foreach (var e in events)
        {
            var version = e.Version?.ToString(CultureInfo.InvariantCulture);
            var count = e.Count.ToString(CultureInfo.InvariantCulture);
            table.Add(Table.Time(e.Time), e.Principal, e.Action, e.Environment, e.Name, version, e.Outcome, e.Address, count);
        }

        return table;
    }
}
