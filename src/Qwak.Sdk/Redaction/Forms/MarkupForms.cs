using System.Globalization;
using System.Text.Encodings.Web;

namespace Qwak.Redaction.Forms;

/// <summary>With the entities of XML and HTML, which differ in how quotes are written.</summary>
internal static class MarkupForms
{
    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        // Text of an element; attributes in double quotes, in either; Python; .NET's WebUtility and others; Go.
        Add(forms, value, "\""u8, "'"u8);
        Add(forms, value, "&quot;"u8, "'"u8);
        Add(forms, value, "&quot;"u8, "&apos;"u8);
        Add(forms, value, "&quot;"u8, "&#x27;"u8);
        Add(forms, value, "&quot;"u8, "&#39;"u8);
        Add(forms, value, "&quot;"u8, "&#39;"u8, decimalFrom: 160);
        Add(forms, value, "&#34;"u8, "&#39;"u8);

        // ASP.NET Core.
        var output = forms.Begin();
        var encoder = HtmlEncoder.Default;
        encoder.EncodeUtf8(value, output.Room(value.Length * encoder.MaxOutputCharactersPerInputCharacter), out _, out var written);
        output.Advance(written);
        forms.Add(RedactionForm.Markup);
    }

    private static void Add(
        FormWriter forms, ReadOnlySpan<byte> value, ReadOnlySpan<byte> doubleQuote, ReadOnlySpan<byte> quote, int decimalFrom = int.MaxValue)
    {
        var output = forms.Begin();
        foreach (var character in new Characters(value))
        {
            switch (character.Value)
            {
                case '&':
                    output.Append("&amp;"u8);
                    break;
                case '<':
                    output.Append("&lt;"u8);
                    break;
                case '>':
                    output.Append("&gt;"u8);
                    break;
                case '"':
                    output.Append(doubleQuote);
                    break;
                case '\'':
                    output.Append(quote);
                    break;

                // .NET leaves U+0100 to U+FFFF as they are.
                case var code when code >= decimalFrom && code is < 256 or > 0xFFFF:
                    AppendDecimal(output, code);
                    break;
                default:
                    output.Append(character.Utf8);
                    break;
            }
        }

        forms.Add(RedactionForm.Markup);
    }

    private static void AppendDecimal(FormBuffer output, int code)
    {
        output.Append("&#"u8);
        code.TryFormat(output.Room(8), out var digits, provider: CultureInfo.InvariantCulture);
        output.Advance(digits);
        output.Append((byte)';');
    }
}
