namespace Qwak.Redaction.Search;

/// <summary>Where a pattern stands in a text.</summary>
internal readonly struct Hit(int begin, int end, Pattern pattern) : IComparable<Hit>
{
    public int Begin => begin;

    public int End => end;

    public Pattern Pattern => pattern;

    /// <summary>The leftmost first; of those the longest, and then the one that was added first.</summary>
    public int CompareTo(Hit other) =>
        begin != other.Begin ? begin.CompareTo(other.Begin)
        : end != other.End ? other.End.CompareTo(end)
        : pattern.Order.CompareTo(other.Pattern.Order);
}
