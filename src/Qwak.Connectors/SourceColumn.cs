namespace Qwak.Connectors;

/// <summary>How a column's cells are to be read; <see cref="RowReader"/> says how each is given.</summary>
internal enum ColumnKind
{
    Boolean,
    Integer,
    Float,
    Decimal,
    String,
    Binary,
    Date,
    Time,

    /// <summary>A date and time of day without a zone.</summary>
    Timestamp,

    /// <summary>A moment: a date and time with its offset.</summary>
    Instant,

    /// <summary>A list, a map, a record, or any of them.</summary>
    Nested,
}

/// <summary>A column of a table, a query or a file.</summary>
/// <param name="Name">As the source spells it.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="NativeType">The type in the source's own words, such as <c>numeric(38,10)</c>.</param>
internal sealed record SourceColumn(string Name, ColumnKind Kind, string NativeType);
