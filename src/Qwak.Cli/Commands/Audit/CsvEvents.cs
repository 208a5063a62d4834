using System.Globalization;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Audit;

/// <summary>Events as CSV (RFC 4180). What a spreadsheet would take for a formula is quoted as text.</summary>
internal static class CsvEvents
{
    public const string Heading =
        "writer,sequence,time,principalId,principal,credential,action,environment,name,version,outcome,address,requestId,count,rowId,revision,hash";

    public static string Line(AuditEventRecord e) => string.Join(',', new[]
    {
        Number(e.Writer), Number(e.Sequence), e.Time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture), e.PrincipalId, e.Principal,
        e.Credential, e.Action, e.Environment, e.Name, Number(e.Version), e.Outcome, e.Address, e.RequestId, Number(e.Count), e.RowId,
        Number(e.Revision), e.Hash,
    }.Select(Cell));

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
