using System.Text;

namespace Qwak.Redaction.Forms;

/// <summary>The characters of a value, one after the other.</summary>
internal ref struct Characters(ReadOnlySpan<byte> utf8)
{
    private ReadOnlySpan<byte> _rest = utf8;

    public Character Current { get; private set; }

    public readonly Characters GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Rune.DecodeFromUtf8(_rest, out var rune, out var length);
        Current = new Character(rune, _rest[..length]);
        _rest = _rest[length..];
        return true;
    }
}

/// <summary>A character and its bytes.</summary>
internal readonly ref struct Character(Rune rune, ReadOnlySpan<byte> utf8)
{
    public Rune Rune => rune;

    public int Value => rune.Value;

    public ReadOnlySpan<byte> Utf8 { get; } = utf8;

    public bool IsAscii => rune.IsAscii;

    public bool IsControl => rune.Value is < 0x20 or 0x7F;

    public bool IsOneOf(ReadOnlySpan<byte> ascii) => rune.IsAscii && ascii.Contains((byte)rune.Value);
}
