namespace Qwak.Redaction.Forms;

/// <summary>The escapes of C: of <c>$'…'</c> in shells, of <c>set -x</c> for values with line breaks, of git and of compilers.</summary>
internal static class CForms
{
    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        foreach (var ascii in (ReadOnlySpan<bool>)[true, false])
        {
            Add(forms, value, ascii, quotes: ""u8);
            Add(forms, value, ascii, quotes: "'"u8);
            Add(forms, value, ascii, quotes: "\""u8);
            Add(forms, value, ascii, quotes: "'\""u8);
        }
    }

    private static void Add(FormWriter forms, ReadOnlySpan<byte> value, bool ascii, ReadOnlySpan<byte> quotes)
    {
        var output = forms.Begin();
        foreach (var character in new Characters(value))
        {
            if (output.TryAppendNamed(character, "\\\a\b\f\n\r\t\v"u8, "\\abfnrtv"u8)
                || output.TryAppendNamed(character, quotes, quotes))
            {
                continue;
            }

            if (character.Value == 0x1B)
            {
                output.Append("\\E"u8);
            }
            else if (character.IsControl || (ascii && !character.IsAscii))
            {
                AppendOctal(output, character.Utf8);
            }
            else
            {
                output.Append(character.Utf8);
            }
        }

        forms.Add(RedactionForm.C);
    }

    private static void AppendOctal(FormBuffer output, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            output.Append((byte)'\\');
            output.Append((byte)('0' + (b >> 6)));
            output.Append((byte)('0' + ((b >> 3) & 7)));
            output.Append((byte)('0' + (b & 7)));
        }
    }
}
