namespace Qwak.Redaction.Search;

/// <summary>Where a line break may stand inside an occurrence of a pattern.</summary>
internal enum LineBreaks
{
    /// <summary>Nowhere: the pattern is short, and two ends of lines that make it up by chance are more likely.</summary>
    Nowhere,

    /// <summary>Everywhere: the value is short, but has a line break of its own.</summary>
    Anywhere,

    /// <summary>
    /// After four of its bytes. When a break comes earlier, the up to three bytes before it pass and the rest is the
    /// occurrence: else the end of every other line would be held back until the next line comes.
    /// </summary>
    AfterFour,
}
