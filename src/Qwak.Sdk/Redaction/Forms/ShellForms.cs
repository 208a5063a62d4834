namespace Qwak.Redaction.Forms;

/// <summary>Inside quotes of shells, SQL and CSV, and with a backslash before each special character.</summary>
internal static class ShellForms
{
    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        // 'it'\''s', as set -x shows it, and 'it'"'"'s', as Python's shlex does.
        Replace(forms, value, "'"u8, "'\\''"u8);
        Replace(forms, value, "'"u8, "'\"'\"'"u8);

        // PowerShell and SQL; CSV.
        Replace(forms, value, "'"u8, "''"u8);
        Replace(forms, value, "\""u8, "\"\""u8);

        // Inside double quotes of a shell, where interactive ones escape the exclamation mark too; and outside of quotes.
        Prefix(forms, value, "\"\\$`"u8);
        Prefix(forms, value, "\"\\$`!"u8);
        Prefix(forms, value, " !\"#$&'()*,;<>?[\\]^`{|}"u8);
        Prefix(forms, value, " !\"#$&'()*,;<=>?[\\]^`{|}~"u8);
        Prefix(forms, value, " !\"#$%&'()*+,:;<=>?@[\\]^`{|}~"u8);
    }

    private static void Replace(FormWriter forms, ReadOnlySpan<byte> value, ReadOnlySpan<byte> quote, ReadOnlySpan<byte> by)
    {
        var output = forms.Begin();
        foreach (var b in value)
        {
            output.Append(b == quote[0] ? by : [b]);
        }

        forms.Add(RedactionForm.Shell);
    }

    private static void Prefix(FormWriter forms, ReadOnlySpan<byte> value, ReadOnlySpan<byte> special)
    {
        var output = forms.Begin();
        foreach (var b in value)
        {
            if (special.Contains(b))
            {
                output.Append((byte)'\\');
            }

            output.Append(b);
        }

        forms.Add(RedactionForm.Shell);
    }
}
