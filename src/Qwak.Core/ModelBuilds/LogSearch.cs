namespace Qwak.Core.ModelBuilds;

/// <summary>Finds text in the lines of a log, as they look without what controls a terminal.</summary>
internal static class LogSearch
{
    public static IEnumerable<LoggedText> Lines(IEnumerable<LoggedText> entries, string text)
    {
        foreach (var entry in entries)
        {
            var plain = PlainText.Of(entry.Text);

            // Most entries have it nowhere: only the others are cut into lines.
            if (!plain.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var line in plain.Split('\n').Where(line => line.Contains(text, StringComparison.OrdinalIgnoreCase)))
            {
                yield return entry with { Text = line };
            }
        }
    }
}
