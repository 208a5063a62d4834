using System.Text;

namespace Qwak.Connectors.Sql;

/// <summary>
/// Splits <c>schema.table</c> and quotes each part, so that a table's name is never read as SQL. A part that the definition
/// quotes itself is taken as it stands; another has its letters folded, as the database would.
/// </summary>
internal static class TableName
{
    public static string Quote(string text, char quote, Func<string, string> fold)
    {
        var parts = Split(text, quote, fold);
        return parts.Count is >= 1 and <= 3 && parts.TrueForAll(part => part.Length > 0 && !part.Contains('\0'))
            ? string.Join('.', parts.Select(part => QuotePart(part, quote)))
            : throw new ConnectorException(
                ConnectorFailure.Definition, "The source's table is a name, or a schema and a name with a dot between them; a query goes into the source's query.");
    }

    public static string QuotePart(string part, char quote) => quote + part.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal) + quote;

    private static List<string> Split(string text, char quote, Func<string, string> fold)
    {
        var parts = new List<string>();
        for (var at = 0; at <= text.Length; at++)
        {
            var end = at < text.Length && text[at] == quote ? ReadQuoted(text, quote, at, parts) : ReadPlain(text, at, fold, parts);
            if (end < text.Length && text[end] != '.')
            {
                return [];
            }

            at = end;
        }

        return parts;
    }

    private static int ReadPlain(string text, int at, Func<string, string> fold, List<string> parts)
    {
        var dot = text.IndexOf('.', at);
        var end = dot < 0 ? text.Length : dot;
        parts.Add(fold(text[at..end]));
        return end;
    }

    private static int ReadQuoted(string text, char quote, int at, List<string> parts)
    {
        var part = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                part.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                part.Append(quote);
                at++;
            }
            else
            {
                parts.Add(part.ToString());
                return at + 1;
            }
        }

        parts.Add("");
        return text.Length;
    }
}
