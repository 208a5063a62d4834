namespace Qwak.Redaction.Forms;

/// <summary>Reads <c>key=value</c> pairs, the values quoted or not. One thing that is no pair, and the whole is none.</summary>
internal ref struct PairReader(ReadOnlySpan<byte> text, byte separator)
{
    private ReadOnlySpan<byte> _rest = text;
    private int _count;
    private bool _isBroken;

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether everything that was read were pairs: one or more.</summary>
    public readonly bool IsValid => !_isBroken && _count > 0;

    public bool TryRead()
    {
        SkipEmpty();
        if (_rest.IsEmpty || _isBroken)
        {
            return false;
        }

        var equals = _rest.IndexOf((byte)'=');
        var colon = _rest.IndexOf(": "u8);
        var end = colon >= 0 && separator == '\n' && (equals < 0 || colon < equals) ? colon : equals;
        Key = end < 0 ? default : _rest[..end].Trim(" \t"u8);
        if (Key.StartsWith("export "u8))
        {
            Key = Key["export ".Length..].Trim((byte)' ');
        }

        _isBroken = Key.IsEmpty || !IsKey(Key);
        if (_isBroken)
        {
            return false;
        }

        _rest = _rest[(end + 1)..].TrimStart(" \t"u8);
        Value = ReadValue();
        _count++;
        return true;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var b in key)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && !"_.- "u8.Contains(b))
            {
                return false;
            }
        }

        return true;
    }

    // White space, separators, and in files of lines comments and sections.
    private void SkipEmpty()
    {
        _rest = _rest.TrimStart(" \t\r\n;"u8);
        while (separator == '\n' && !_rest.IsEmpty && _rest[0] is (byte)'#' or (byte)'[')
        {
            var end = _rest.IndexOf((byte)'\n');
            _rest = end < 0 ? default : _rest[end..].TrimStart(" \t\r\n;"u8);
        }
    }

    private ReadOnlySpan<byte> ReadValue()
    {
        var quote = _rest.IsEmpty ? (byte)0 : _rest[0];
        if (quote is (byte)'\'' or (byte)'"' or (byte)'{')
        {
            var closing = _rest[1..].IndexOf(quote == '{' ? (byte)'}' : quote);
            if (closing >= 0)
            {
                var quoted = _rest.Slice(1, closing);
                _rest = _rest[(closing + 2)..];
                return quoted;
            }
        }

        var end = _rest.IndexOf(separator);
        var value = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return value.Trim(" \t\r"u8);
    }
}
