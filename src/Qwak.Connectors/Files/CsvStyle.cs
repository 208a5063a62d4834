namespace Qwak.Connectors.Files;

/// <summary>How cells are quoted, and how a quote within one is written.</summary>
internal sealed record CsvStyle(char Quote, char Escape)
{
    private const char Usual = '"';

    /// <exception cref="ConnectorException">One of them is not a single character, or one that separates cells.</exception>
    public static CsvStyle Of(string quote, string escape) => new(Character(quote, "quote"), Character(escape, "escape"));

    private static char Character(string text, string name) => text switch
    {
        "" => Usual,
        [not ('\r' or '\n' or ',')] => text[0],
        _ => throw new ConnectorException(ConnectorFailure.Definition, $"The source's {name} character is one character, and neither a comma nor a line break."),
    };
}
