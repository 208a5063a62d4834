namespace Qwak.Redaction.Forms;

/// <summary>Percent-encoding, which differs by what is left as it is, by the case of the digits, and by what a space becomes.</summary>
internal static class PercentForms
{
    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        foreach (var upper in (ReadOnlySpan<bool>)[true, false])
        {
            // RFC 3986; Python's quote; JavaScript's encodeURIComponent and encodeURI; only what a URL cannot hold.
            Add(forms, value, "-._~"u8, "%20"u8, upper);
            Add(forms, value, "-._~/"u8, "%20"u8, upper);
            Add(forms, value, "-._~!'()*"u8, "%20"u8, upper);
            Add(forms, value, "-._~!'()*;/?:@&=+$,#"u8, "%20"u8, upper);
            Add(forms, value, "-._~!'()*;:&=+$,"u8, "%20"u8, upper);

            // Forms: Python's quote_plus, the URL standard, .NET's WebUtility.
            Add(forms, value, "-._~"u8, "+"u8, upper);
            Add(forms, value, "-._*"u8, "+"u8, upper);
            Add(forms, value, "-._!*()"u8, "+"u8, upper);
        }

        // Every byte.
        Add(forms, value, ""u8, "%20"u8, upper: true, alsoAlphanumeric: true);
        Add(forms, value, ""u8, "%20"u8, upper: false, alsoAlphanumeric: true);
    }

    private static void Add(
        FormWriter forms, ReadOnlySpan<byte> value, ReadOnlySpan<byte> left, ReadOnlySpan<byte> space, bool upper, bool alsoAlphanumeric = false)
    {
        var output = forms.Begin();
        foreach (var b in value)
        {
            if (b == ' ')
            {
                output.Append(space);
            }
            else if (left.Contains(b) || (!alsoAlphanumeric && char.IsAsciiLetterOrDigit((char)b)))
            {
                output.Append(b);
            }
            else
            {
                output.Append("%"u8, b, digits: 2, upper);
            }
        }

        forms.Add(RedactionForm.Percent);
    }
}
