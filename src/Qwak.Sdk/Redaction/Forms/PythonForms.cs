using System.Globalization;

namespace Qwak.Redaction.Forms;

/// <summary>What Python's <c>repr</c> and <c>ascii</c> show of text and bytes, and every byte as <c>\x</c>.</summary>
internal static class PythonForms
{
    private enum Shown
    {
        Text,
        Ascii,
        Bytes,
    }

    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        foreach (var shown in (ReadOnlySpan<Shown>)[Shown.Text, Shown.Ascii, Shown.Bytes])
        {
            // A single quote is escaped only where a double one is in the text too, of which the value may be a part.
            Add(forms, value, shown, escapesQuote: false);
            Add(forms, value, shown, escapesQuote: true);
        }

        AddBytes(forms, value, upper: false);
        AddBytes(forms, value, upper: true);
    }

    private static void Add(FormWriter forms, ReadOnlySpan<byte> value, Shown shown, bool escapesQuote)
    {
        var output = forms.Begin();
        foreach (var character in new Characters(value))
        {
            if (output.TryAppendNamed(character, "\\\n\r\t"u8, "\\nrt"u8) || (escapesQuote && output.TryAppendNamed(character, "'"u8, "'"u8)))
            {
                continue;
            }

            if (shown == Shown.Bytes && !character.IsAscii)
            {
                AppendBytes(output, character.Utf8, upper: false);
            }
            else if (character.IsAscii ? !character.IsControl : shown == Shown.Text && IsPrintable(character))
            {
                output.Append(character.Utf8);
            }
            else if (character.Value <= 0xFF)
            {
                output.Append("\\x"u8, character.Value, digits: 2);
            }
            else if (character.Value <= 0xFFFF)
            {
                output.Append("\\u"u8, character.Value, digits: 4);
            }
            else
            {
                output.Append("\\U"u8, character.Value, digits: 8);
            }
        }

        forms.Add(RedactionForm.Python);
    }

    private static bool IsPrintable(Character character) => CharUnicodeInfo.GetUnicodeCategory(character.Value) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    private static void AddBytes(FormWriter forms, ReadOnlySpan<byte> value, bool upper)
    {
        AppendBytes(forms.Begin(), value, upper);
        forms.Add(RedactionForm.Python);
    }

    private static void AppendBytes(FormBuffer output, ReadOnlySpan<byte> bytes, bool upper)
    {
        foreach (var b in bytes)
        {
            output.Append("\\x"u8, b, digits: 2, upper);
        }
    }
}
