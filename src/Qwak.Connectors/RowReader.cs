namespace Qwak.Connectors;

/// <summary>
/// The rows of an opened source, one after the other. A cell is null or one of these, so that nothing is lost on the way:
/// <list type="bullet">
/// <item><see cref="bool"/> for Boolean, <see cref="long"/> for Integer, <see cref="float"/> or <see cref="double"/> for
/// Float, <see cref="byte"/> arrays for Binary;</item>
/// <item><see cref="string"/> for the rest: a decimal with all its digits, dates and times as ISO 8601 with as many digits
/// as the source keeps, an Instant with its offset or Z, a Nested value as JSON.</item>
/// </list>
/// What a kind cannot hold (infinity as a date, say) is given in the source's own text.
/// </summary>
internal abstract class RowReader : IAsyncDisposable
{
    public abstract IReadOnlyList<SourceColumn> Columns { get; }

    /// <summary>The next row, or null after the last.</summary>
    public abstract ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
