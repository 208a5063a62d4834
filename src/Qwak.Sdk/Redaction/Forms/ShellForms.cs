using System.Buffers;

namespace Qwak.Redaction.Forms;

/// <summary>Inside quotes of shells, SQL and CSV, and with a backslash before each special character.</summary>
internal static class ShellForms
{
    // A word with one of these is quoted by set -x.
    private static readonly SearchValues<byte> QuotedInTraces = SearchValues.Create("'\"\\|&;()<>!{}*[?]^$`"u8);

    public static void AddTo(FormWriter forms, ReadOnlySpan<byte> value)
    {
        // 'it'\''s', as set -x shows it, and 'it'"'"'s', as Python's shlex does.
        Replace(forms, value, "'"u8, "'\\''"u8);
        Replace(forms, value, "'"u8, "'\"'\"'"u8);

        // Quoted twice, as set -x shows ${NAME@Q}; and $'it\'s' quoted once more.
        Replace(forms, value, "'"u8, "'\\''\\'\\'''\\''"u8);
        Replace(forms, value, "'"u8, "\\'\\''"u8);
        AddTracedWords(forms, value);

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

    // What set -x shows of an unquoted variable: its words, each in quotes if it needs them. The outermost quotes are left
    // out, since the first and the last word may go on.
    private static void AddTracedWords(FormWriter forms, ReadOnlySpan<byte> value)
    {
        var output = forms.Begin();
        var wasQuoted = false;
        foreach (var range in value.SplitAny(" \t\r\n"u8))
        {
            var word = value[range];
            if (word.IsEmpty)
            {
                continue;
            }

            var isQuoted = word[0] is (byte)'#' or (byte)'~' || word.ContainsAny(QuotedInTraces);
            if (!output.Written.IsEmpty)
            {
                output.Append(wasQuoted ? "' "u8 : " "u8);
                output.Append(isQuoted ? "'"u8 : ""u8);
            }

            foreach (var b in word)
            {
                output.Append(b == '\'' ? "'\\''"u8 : [b]);
            }

            wasQuoted = isQuoted;
        }

        forms.Add(RedactionForm.Shell);
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
