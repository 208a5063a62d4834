using System.Globalization;
using System.Text;

namespace Qwak.Cli.Terminal;

/// <summary>An aligned table with a heading. What comes from others cannot steer the terminal: control characters are shown as '?'.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    public static string Time(DateTimeOffset? time) =>
        time is { } t ? t.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "-";

    public void Add(params string?[] cells) => _rows.Add([.. cells.Select(Printable)]);

    public void WriteTo(CliConsole console)
    {
        var widths = Enumerable.Range(0, headings.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
            {
                text.Append(row[column].PadRight(widths[column] + 2));
            }

            text.Append(row[^1]).Append('\n');
        }

        console.OutputWriter.Write(text.ToString());
    }

    public static string Printable(string? cell) =>
        string.IsNullOrEmpty(cell) ? "-" : string.Concat(cell.Select(c => char.IsControl(c) || IsDirectional(c) ? '?' : c));

    // Bidirectional overrides reorder what follows them on the line.
    private static bool IsDirectional(char c) => c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
