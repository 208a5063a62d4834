using System.Security.Cryptography;

namespace Qwak.Redaction.Search;

/// <summary>
/// One text on its way through, in pieces. What may be the beginning of a pattern is kept until more comes; everything before
/// is settled at once. So the outcome does not depend on how the text was cut into pieces. Not thread-safe.
/// </summary>
internal sealed class RedactionPass : IDisposable
{
    /// <summary>Longer pieces are taken in parts of this length, which the processor's cache holds.</summary>
    private const int PartLength = 64 * 1024;

    private readonly TextView _plain = new(withoutEscapes: false);
    private readonly TextView _printed = new(withoutEscapes: true);
    private readonly List<Hit> _hits = [];

    // What is not settled yet, and how many bytes were settled before it.
    private byte[] _text = [];
    private int _length;
    private long _offset;

    // A redaction that may go on: where it began, counted from the first byte of all, and its end in the text.
    private Pattern? _open;
    private long _openBegin;
    private int _openEnd;

    /// <summary>Takes a piece in, and gives out what is settled.</summary>
    public void Write(PatternSet patterns, ReadOnlySpan<byte> piece, IRedactionSink sink)
    {
        while (!piece.IsEmpty)
        {
            var part = piece[..Math.Min(piece.Length, PartLength)];
            piece = piece[part.Length..];
            Append(part);
            Settle(patterns, isLast: false, sink);
        }
    }

    /// <summary>The text is over: everything is settled.</summary>
    public void Complete(PatternSet patterns, IRedactionSink sink) => Settle(patterns, isLast: true, sink);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_text);
        _length = 0;
        _plain.Erase();
        _printed.Erase();
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        if (_text.Length < _length + part.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(2 * _text.Length, _length + part.Length), pinned: true);
            _text.AsSpan(0, _length).CopyTo(larger);
            CryptographicOperations.ZeroMemory(_text);
            _text = larger;
        }

        part.CopyTo(_text.AsSpan(_length));
        _length += part.Length;
    }

    private void Settle(PatternSet patterns, bool isLast, IRedactionSink sink)
    {
        var text = _text.AsSpan(0, _length);
        _hits.Clear();
        var end = Look(patterns, text);
        if (isLast)
        {
            end = text.Length;
        }

        Give(text[..end], sink);
        text[end..].CopyTo(text);
        _length -= end;
        _offset += end;
        _openEnd -= end;
    }

    // Finds the hits, and says up to where they are all there are.
    private int Look(PatternSet patterns, ReadOnlySpan<byte> text)
    {
        _plain.Read(text);
        patterns.Find(_plain, _hits);
        var end = patterns.HeldFrom(_plain, text.Length);

        // Without an escape sequence both views are the same.
        if (!text.Contains(EscapeSequence.Escape) && _plain.BeginsAfterBreak == _printed.BeginsAfterBreak)
        {
            _plain.CutAt(text, end);
            _printed.BeginsAfterBreak = _plain.BeginsAfterBreak;
            return end;
        }

        _printed.Read(text);
        patterns.Find(_printed, _hits);
        end = EscapeSequence.BeginAround(text, Math.Min(end, patterns.HeldFrom(_printed, text.Length)));
        _plain.CutAt(text, end);
        _printed.CutAt(text, end);
        return end;
    }

    private void Give(ReadOnlySpan<byte> settled, IRedactionSink sink)
    {
        _hits.Sort();
        var passed = 0;
        foreach (var hit in _hits)
        {
            if (hit.Begin >= settled.Length)
            {
                break;
            }

            if (_open is not null && hit.Begin < _openEnd)
            {
                _openEnd = Math.Max(_openEnd, hit.End);
                continue;
            }

            PassUpTo(hit.Begin, settled, ref passed, sink);
            (_open, _openBegin, _openEnd) = (hit.Pattern, _offset + hit.Begin, hit.End);
        }

        PassUpTo(settled.Length, settled, ref passed, sink);
    }

    // Closes the redaction that is open, if it ends before, and passes what follows it.
    private void PassUpTo(int place, ReadOnlySpan<byte> settled, ref int passed, IRedactionSink sink)
    {
        if (_open is not null)
        {
            if (_openEnd > place)
            {
                return;
            }

            passed = _openEnd;
            Close(sink);
        }

        sink.Pass(settled[passed..place]);
        passed = place;
    }

    private void Close(IRedactionSink sink)
    {
        sink.Redact(_openBegin, _offset + _openEnd - _openBegin, _open!);
        _open = null;
    }
}
