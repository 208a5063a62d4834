using System.Data.Common;

namespace Qwak.Connectors.Sql;

/// <summary>The rows of a statement, from an ADO.NET reader; each column knows how its cells are read.</summary>
internal sealed class SqlRows<TReader>(
    DbConnection connection, TReader reader, IReadOnlyList<SourceColumn> columns, Func<TReader, int, object>[] read) : RowReader
    where TReader : DbDataReader
{
    public override IReadOnlyList<SourceColumn> Columns { get; } = columns;

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var row = new object?[read.Length];
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = reader.IsDBNull(column) ? null : read[column](reader, column);
        }

        return row;
    }

    public override async ValueTask DisposeAsync()
    {
        // What is left of the rows is thrown away, and giving the connection back ends its transaction.
        await reader.DisposeAsync();
        await connection.DisposeAsync();
    }
}
