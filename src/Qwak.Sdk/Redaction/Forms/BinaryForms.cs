using System.Buffers.Text;

namespace Qwak.Redaction.Forms;

/// <summary>The value's bytes in other alphabets: base64, hexadecimal digits, and UTF-16.</summary>
internal static class BinaryForms
{
    // The widths at which MIME and PEM break lines.
    private static readonly int[] LineWidths = [76, 64];

    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        AddHex(forms, value);
        AddBase64(forms, value, RedactionForm.Base64);
        AddDoubleBase64(forms, value);
        foreach (var bigEndian in (ReadOnlySpan<bool>)[false, true])
        {
            using var utf16 = new FormBuffer();
            AppendUtf16(utf16, value, bigEndian);
            forms.Add(RedactionForm.Utf16, utf16.Written);
            AddBase64(forms, utf16.Written, RedactionForm.Utf16Base64);
        }
    }

    private static void AddHex(FormWriter forms, ReadOnlySpan<byte> value)
    {
        foreach (var separator in (ReadOnlySpan<string>)["", ":", "-", " "])
        {
            foreach (var upper in (ReadOnlySpan<bool>)[false, true])
            {
                var output = forms.Begin();
                foreach (var b in value)
                {
                    output.Append(output.Written.IsEmpty ? ""u8 : System.Text.Encoding.ASCII.GetBytes(separator), b, digits: 2, upper);
                }

                forms.Add(RedactionForm.Hex);
            }
        }
    }

    private static void AppendUtf16(FormBuffer output, ReadOnlySpan<byte> value, bool bigEndian)
    {
        Span<char> units = stackalloc char[2];
        foreach (var character in new Characters(value))
        {
            foreach (var unit in units[..character.Rune.EncodeToUtf16(units)])
            {
                var (low, high) = ((byte)unit, (byte)(unit >> 8));
                output.Append(bigEndian ? high : low);
                output.Append(bigEndian ? low : high);
            }
        }
    }

    private static void AddBase64(FormWriter forms, ReadOnlySpan<byte> value, RedactionForm form)
    {
        using var encoded = new FormBuffer();
        AppendBase64(encoded, value);
        AddBothAlphabets(forms, encoded.Written, form);
        for (var before = 0; before < 3; before++)
        {
            encoded.Clear();
            AppendPart(encoded, value, before);
            AddBothAlphabets(forms, encoded.Written, form);
        }
    }

    private static void AddDoubleBase64(FormWriter forms, ReadOnlySpan<byte> value)
    {
        using var inner = new FormBuffer();
        AppendBase64(inner, value);
        AddBase64(forms, inner.Written, RedactionForm.DoubleBase64);
        foreach (var width in LineWidths)
        {
            using var lines = new FormBuffer();
            AppendLines(lines, inner.Written, width);
            AddBase64(forms, lines.Written, RedactionForm.DoubleBase64);
        }

        for (var before = 0; before < 3; before++)
        {
            inner.Clear();
            AppendPart(inner, value, before);
            AddBase64(forms, inner.Written, RedactionForm.DoubleBase64);
            ToUrlAlphabet(inner.Written);
            AddBase64(forms, inner.Written, RedactionForm.DoubleBase64);
        }
    }

    private static void AddBothAlphabets(FormWriter forms, Span<byte> base64, RedactionForm form)
    {
        forms.Add(form, base64);
        ToUrlAlphabet(base64);
        forms.Add(form, base64);
    }

    private static void AppendBase64(FormBuffer output, ReadOnlySpan<byte> value)
    {
        Base64.EncodeToUtf8(value, output.Room(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out var written);
        output.Advance(written);
    }

    /// <summary>
    /// The digits that depend on the value alone, when <paramref name="before"/> bytes (modulo three) stand before it in what
    /// was encoded, and anything after it: each digit is six bits.
    /// </summary>
    private static void AppendPart(FormBuffer output, ReadOnlySpan<byte> value, int before)
    {
        using var padded = new FormBuffer();
        padded.Append(stackalloc byte[before]);
        padded.Append(value);
        using var encoded = new FormBuffer();
        AppendBase64(encoded, padded.Written);
        var first = ((8 * before) + 5) / 6;
        var end = 8 * padded.Written.Length / 6;
        output.Append(encoded.Written[Math.Min(first, end)..end]);
    }

    private static void AppendLines(FormBuffer output, ReadOnlySpan<byte> text, int width)
    {
        for (; text.Length > width; text = text[width..])
        {
            output.Append(text[..width]);
            output.Append((byte)'\n');
        }

        output.Append(text);
    }

    private static void ToUrlAlphabet(Span<byte> base64)
    {
        base64.Replace((byte)'+', (byte)'-');
        base64.Replace((byte)'/', (byte)'_');
    }
}
