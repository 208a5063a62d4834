using System.Text.Encodings.Web;

namespace Qwak.Redaction.Forms;

/// <summary>Inside a JSON string, as the common writers do it.</summary>
internal static class JsonForms
{
    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        // JavaScript, Newtonsoft, and Python with ensure_ascii=False.
        Add(forms, value, ascii: false, alsoEscaped: ""u8);

        // Python.
        Add(forms, value, ascii: true, alsoEscaped: ""u8);

        // PHP.
        Add(forms, value, ascii: true, alsoEscaped: "/"u8);
        Add(forms, value, ascii: false, alsoEscaped: "/"u8);

        // Go, Ruby on Rails.
        Add(forms, value, ascii: false, alsoEscaped: "<>&"u8);

        // System.Text.Json.
        Add(forms, value, JavaScriptEncoder.Default);
        Add(forms, value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    }

    private static void Add(FormWriter forms, ReadOnlySpan<byte> value, bool ascii, ReadOnlySpan<byte> alsoEscaped)
    {
        var output = forms.Begin();
        foreach (var character in new Characters(value))
        {
            if (output.TryAppendNamed(character, "\"\\\b\f\n\r\t"u8, "\"\\bfnrt"u8))
            {
                continue;
            }

            var isMarked = character.IsOneOf(alsoEscaped);
            if (isMarked && character.Value == '/')
            {
                output.Append("\\/"u8);
            }
            else if (isMarked || character.Value < 0x20 || (ascii && !character.IsAscii))
            {
                AppendUnits(output, character);
            }
            else
            {
                output.Append(character.Utf8);
            }
        }

        forms.Add(RedactionForm.Json);
    }

    private static void AppendUnits(FormBuffer output, Character character)
    {
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..character.Rune.EncodeToUtf16(units)])
        {
            output.Append("\\u"u8, unit, digits: 4);
        }
    }

    private static void Add(FormWriter forms, ReadOnlySpan<byte> value, JavaScriptEncoder encoder)
    {
        var output = forms.Begin();
        encoder.EncodeUtf8(value, output.Room(value.Length * encoder.MaxOutputCharactersPerInputCharacter), out _, out var written);
        output.Advance(written);
        forms.Add(RedactionForm.Json);
    }
}
