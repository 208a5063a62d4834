using Qwak.Redaction.Search;

namespace Qwak.Redaction.Forms;

/// <summary>Takes the forms of one secret and adds them to the patterns, without the line breaks, which are seen through.</summary>
internal sealed class FormWriter(PatternSet patterns, string name) : IDisposable
{
    private readonly FormBuffer _buffer = new();
    private readonly FormBuffer _withoutBreaks = new();
    private readonly SortedSet<RedactionForm> _added = [];

    /// <summary>The forms that were long enough.</summary>
    public IReadOnlyList<RedactionForm> Added => [.. _added];

    /// <summary>An empty buffer for the next form.</summary>
    public FormBuffer Begin()
    {
        _buffer.Clear();
        return _buffer;
    }

    /// <summary>Adds what was written since <see cref="Begin"/>.</summary>
    public void Add(RedactionForm form) => Add(form, _buffer.Written);

    public void Add(RedactionForm form, ReadOnlySpan<byte> bytes)
    {
        _withoutBreaks.Clear();
        foreach (var b in bytes)
        {
            if (b is not ((byte)'\r' or (byte)'\n'))
            {
                _withoutBreaks.Append(b);
            }
        }

        if (patterns.Add(name, form, _withoutBreaks.Written, hasLineBreak: bytes.Contains((byte)'\n')))
        {
            _added.Add(form);
        }
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _withoutBreaks.Dispose();
    }
}
