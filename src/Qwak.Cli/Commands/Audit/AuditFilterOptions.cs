using System.CommandLine;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Audit;

/// <summary>Which events: the same for a list and an export.</summary>
internal sealed class AuditFilterOptions
{
    private readonly Option<string> _principal = new("--principal") { Description = "only what this user or service did", HelpName = "USER" };
    private readonly Option<string> _action = new("--action") { Description = "only this action, such as secret.read", HelpName = "ACTION" };
    private readonly Option<string> _in = new("--in-environment") { Description = "only what was asked in this environment", HelpName = "NAME" };
    private readonly Option<string> _name = new("--name") { Description = "only what concerns this secret, key or environment", HelpName = "TEXT" };
    private readonly Option<string> _outcome = new("--outcome") { Description = "only this outcome: ok, unchanged, or the code of a refusal", HelpName = "CODE" };
    private readonly Option<string> _credential = new("--credential") { Description = "only with this credential: key:ID or token:ID", HelpName = "ID" };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "only from this time on, such as 2026-03-01T12:00Z", HelpName = "TIME" };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "only before this time", HelpName = "TIME" };

    public Option[] All => [_principal, _action, _in, _name, _outcome, _credential, _since, _until];

    public ListAuditEventsOptions Read(ParseResult result) => new()
    {
        Principal = result.GetValue(_principal),
        Action = result.GetValue(_action),
        Environment = result.GetValue(_in),
        Name = result.GetValue(_name),
        Outcome = result.GetValue(_outcome),
        Credential = result.GetValue(_credential),
        Since = result.GetValue(_since),
        Until = result.GetValue(_until),
    };
}
