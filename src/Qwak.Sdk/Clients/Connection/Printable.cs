namespace Qwak.Clients.Connection;

/// <summary>Text of a server on its way into a message: control characters could drive the terminal that shows it.</summary>
internal static class Printable
{
    private const int Longest = 2000;

    public static string Text(string? text)
    {
        var bounded = text is null ? "" : text.Length > Longest ? text[..Longest] + "…" : text;
        return bounded.Any(char.IsControl)
            ? string.Create(bounded.Length, bounded, (span, from) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            })
            : bounded;
    }
}
