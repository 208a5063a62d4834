using System.Buffers;
using System.Text;

namespace Qwak.Connectors.Files;

/// <summary>
/// Takes records from CSV: commas between the cells, line breaks between the records, both allowed within quotes. A cell
/// of nothing is null, one of two quotes is empty. The escape character counts within quotes, before a quote or itself.
/// </summary>
internal sealed class CsvReader(TextReader text, CsvStyle style) : IDisposable
{
    private const int End = -1;
    private static readonly SearchValues<char> EndsOfPlain = SearchValues.Create(",\n\r");

    private readonly SearchValues<char> _endsOfQuoted = SearchValues.Create([style.Quote, style.Escape]);
    private readonly char[] _buffer = new char[16 << 10];
    private readonly StringBuilder _cell = new();
    private int _at;
    private int _length;

    /// <summary>The next record, or null after the last. Empty lines are none.</summary>
    /// <exception cref="InvalidDataException">A quote is not closed, or goes on after its end.</exception>
    public async ValueTask<List<string?>?> ReadAsync(CancellationToken cancellationToken)
    {
        var cells = new List<string?>();
        while (true)
        {
            var (cell, end) = await PeekAsync(cancellationToken) == style.Quote
                ? await ReadQuotedAsync(cancellationToken)
                : await ReadPlainAsync(cancellationToken);
            if (end != ',' && cells.Count == 0 && cell is null)
            {
                if (end == End)
                {
                    return null;
                }

                continue;
            }

            cells.Add(cell);
            if (end != ',')
            {
                return cells;
            }
        }
    }

    public void Dispose() => text.Dispose();

    private async ValueTask<(string? Cell, int End)> ReadPlainAsync(CancellationToken cancellationToken)
    {
        _cell.Clear();
        await ReadUntilAsync(EndsOfPlain, cancellationToken);
        var end = await EndAsync(cancellationToken);
        return (_cell.Length == 0 ? null : _cell.ToString(), end);
    }

    private async ValueTask<(string? Cell, int End)> ReadQuotedAsync(CancellationToken cancellationToken)
    {
        _cell.Clear();
        _at++;
        while (true)
        {
            await ReadUntilAsync(_endsOfQuoted, cancellationToken);
            var special = await NextAsync(cancellationToken);
            var following = await PeekAsync(cancellationToken);
            if (special == End)
            {
                throw new InvalidDataException("A quote is not closed.");
            }

            if (special == style.Escape && following != End && (following == style.Quote || following == style.Escape))
            {
                _cell.Append((char)following);
                _at++;
            }
            else if (special != style.Quote)
            {
                _cell.Append((char)special);
            }
            else
            {
                return following is End or ',' or '\n' or '\r'
                    ? (_cell.ToString(), await EndAsync(cancellationToken))
                    : throw new InvalidDataException("Something follows a quote's end.");
            }
        }
    }

    /// <summary>Moves what stands before one of these characters into the cell.</summary>
    private async ValueTask ReadUntilAsync(SearchValues<char> ends, CancellationToken cancellationToken)
    {
        while (await PeekAsync(cancellationToken) != End)
        {
            var run = _buffer.AsSpan(_at, _length - _at);
            var found = run.IndexOfAny(ends);
            _cell.Append(found < 0 ? run : run[..found]);
            _at += found < 0 ? run.Length : found;
            if (found >= 0)
            {
                return;
            }
        }
    }

    private async ValueTask<int> EndAsync(CancellationToken cancellationToken)
    {
        var end = await NextAsync(cancellationToken);
        if (end == '\r' && await PeekAsync(cancellationToken) == '\n')
        {
            _at++;
        }

        return end;
    }

    private async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        var next = await PeekAsync(cancellationToken);
        _at += next == End ? 0 : 1;
        return next;
    }

    private async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        if (_at == _length)
        {
            (_at, _length) = (0, await text.ReadAsync(_buffer, cancellationToken));
        }

        return _length == 0 ? End : _buffer[_at];
    }
}
