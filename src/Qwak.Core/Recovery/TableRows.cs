namespace Qwak.Core.Recovery;

/// <summary>The rows of one table on their way from one place to another. Each value is a number, a text, bytes, or null.</summary>
/// <param name="Table">Its name, one of <see cref="StoreTables.All"/>.</param>
/// <param name="Columns">The columns, in the order of each row's values.</param>
/// <param name="Rows">The rows, read as they are asked for.</param>
internal sealed record TableRows(string Table, IReadOnlyList<string> Columns, IAsyncEnumerable<object?[]> Rows);
