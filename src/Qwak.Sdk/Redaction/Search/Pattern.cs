namespace Qwak.Redaction.Search;

/// <summary>One form of one secret: the bytes to look for, without line breaks. They lie in the <see cref="PinnedMemory"/>.</summary>
internal sealed class Pattern(ReadOnlyMemory<byte> bytes, string name, RedactionForm form, LineBreaks lineBreaks, int order)
{
    private long _count;

    /// <summary>Forms of fewer bytes are not looked for: they would be found everywhere.</summary>
    public const int MinimumLength = 6;

    /// <summary>From this length on line breaks are seen through.</summary>
    public const int LongLength = 16;

    /// <summary>How many bytes must stand before the first line break that is seen through.</summary>
    public const int BytesBeforeBreak = 4;

    public int Length => bytes.Length;

    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>The secret's name.</summary>
    public string Name => name;

    public RedactionForm Form => form;

    public LineBreaks LineBreaks => lineBreaks;

    /// <summary>How often it was redacted.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Earlier patterns give the name where two occurrences are at the same place.</summary>
    public int Order => order;

    public void CountOne() => Interlocked.Increment(ref _count);

    public override string ToString() => "[redacted]";
}
