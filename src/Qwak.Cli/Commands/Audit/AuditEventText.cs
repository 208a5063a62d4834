using System.Globalization;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Audit;

/// <summary>An event as cells of text.</summary>
internal static class AuditEventText
{
    public static readonly string[] Headings = ["TIME", "PRINCIPAL", "ACTION", "ENVIRONMENT", "NAME", "VERSION", "OUTCOME", "ADDRESS", "COUNT"];

    public static string?[] Cells(AuditEventRecord e) =>
    [
        Table.Time(e.Time), e.Principal, e.Action, e.Environment, e.Name, e.Version?.ToString(CultureInfo.InvariantCulture), e.Outcome,
        e.Address, e.Count.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>One line, for events that come one by one.</summary>
    public static string Line(AuditEventRecord e) => string.Join("  ", Cells(e).Select(Table.Printable));
}
