using System.Runtime.CompilerServices;

namespace Qwak.Connectors;

/// <summary>An opened source: its columns, and its rows as they come. Dispose it to give back what it holds.</summary>
internal sealed class SourceReader(RowReader rows, SourceUse use, int limit) : IAsyncDisposable
{
    public IReadOnlyList<SourceColumn> Columns => rows.Columns;

    /// <summary>Refuses a source without the column that its definition names.</summary>
    public void RequireColumn(string name)
    {
        // As the databases do: a name in other letters is the same column, unless the exact one is there too.
        if (!Columns.Any(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ConnectorException(ConnectorFailure.Column, $"The source has no column '{name}'.");
        }
    }

    /// <summary>The rows, at most as many as were asked for.</summary>
    /// <exception cref="ConnectorException">Reading failed, or took longer than allowed.</exception>
    public async IAsyncEnumerable<object?[]> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reading = use.Within(cancellationToken);
        for (var read = 0; read < limit; read++)
        {
            object?[]? row;
            try
            {
                row = await rows.ReadAsync(reading.Token);
            }
            catch (Exception exception)
            {
                throw use.Explain(exception, cancellationToken);
            }

            if (row is null)
            {
                yield break;
            }

            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await rows.DisposeAsync();
        }
        catch (Exception)
        {
            // Closing a broken connection fails too; who read its rows has been told why.
            use.Lease?.Spoil();
        }
        finally
        {
            await use.DisposeAsync();
        }
    }
}
