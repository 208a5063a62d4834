using Qwak.Connectors.S3;

namespace Qwak.Connectors.Files;

/// <summary>The rows of several files of the same columns, one file after the other, each opened when its rows are wanted.</summary>
internal sealed class FileRows : RowReader
{
    private readonly Queue<S3File> _files;
    private readonly Func<S3File, CancellationToken, Task<RowReader>> _open;
    private RowReader _current;

    private FileRows(Queue<S3File> files, Func<S3File, CancellationToken, Task<RowReader>> open, RowReader first) => (_files, _open, _current) = (files, open, first);

    public override IReadOnlyList<SourceColumn> Columns => _current.Columns;

    public static async Task<RowReader> OpenAsync(
        IReadOnlyList<S3File> files, Func<S3File, CancellationToken, Task<RowReader>> open, CancellationToken cancellationToken)
    {
        var queue = new Queue<S3File>(files);
        return new FileRows(queue, open, await open(queue.Dequeue(), cancellationToken));
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _current.ReadAsync(cancellationToken) is { } row)
            {
                return row;
            }

            if (!_files.TryDequeue(out var file))
            {
                return null;
            }

            await NextAsync(file, cancellationToken);
        }
    }

    public override ValueTask DisposeAsync() => _current.DisposeAsync();

    private async Task NextAsync(S3File file, CancellationToken cancellationToken)
    {
        var next = await _open(file, cancellationToken);
        var isAlike = next.Columns.SequenceEqual(_current.Columns);
        await _current.DisposeAsync();
        _current = next;
        if (!isAlike)
        {
            throw new ConnectorException(ConnectorFailure.Column, $"The file '{file.Key}' has other columns than those before it in its folder.");
        }
    }
}
