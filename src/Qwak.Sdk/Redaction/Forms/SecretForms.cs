using Qwak.Redaction.Search;

namespace Qwak.Redaction.Forms;

/// <summary>All forms of a secret: of the value, of its lines, and of the values inside a structured one.</summary>
internal static class SecretForms
{
    // JSON in JSON in JSON: beyond that a value is a value.
    private const int DeepestNesting = 4;

    /// <summary>Adds the forms of a value.</summary>
    /// <returns>The forms that are long enough to be looked for.</returns>
    public static IReadOnlyList<RedactionForm> Add(PatternSet patterns, string name, ReadOnlySpan<byte> value)
    {
        using var forms = new FormWriter(patterns, name);
        AddValue(forms, value, DeepestNesting);
        return forms.Added;
    }

    private static void AddValue(FormWriter forms, ReadOnlySpan<byte> value, int depth)
    {
        // What stands before and after does not matter to any form; so white space around the value does not either.
        value = value.Trim(" \t\r\n"u8);
        if (value.Length < Pattern.MinimumLength)
        {
            return;
        }

        AddText(forms, value, RedactionForm.Literal);
        AddWithoutShortLines(forms, value);
        AddFolded(forms, value);
        BinaryForms.AddTo(forms, value);
        if (depth == 0)
        {
            return;
        }

        using var leaves = new Leaves();
        if (leaves.TryFindIn(value))
        {
            foreach (var leaf in leaves.Found)
            {
                AddValue(forms, leaf.Span, depth - 1);
            }
        }
        else
        {
            AddLines(forms, value);
        }
    }

    private static void AddText(FormWriter forms, ReadOnlySpan<byte> value, RedactionForm form)
    {
        forms.Add(form, value);
        JsonForms.AddTo(forms, value);
        PythonForms.AddTo(forms, value);
        CForms.AddTo(forms, value);
        ShellForms.AddTo(forms, value);
        PercentForms.AddTo(forms, value);
        MarkupForms.AddTo(forms, value);
    }

    // The search passes over one early line break, not over two: behind lines that are too short to begin with, the value begins anew.
    private static void AddWithoutShortLines(FormWriter forms, ReadOnlySpan<byte> value)
    {
        var rest = value;
        while (rest.IndexOf((byte)'\n') is >= 0 and < Pattern.BytesBeforeBreak and var end)
        {
            rest = rest[(end + 1)..];
        }

        if (rest.Length < value.Length)
        {
            forms.Add(RedactionForm.Literal, rest);
        }
    }

    // What a shell makes of an unquoted variable.
    private static void AddFolded(FormWriter forms, ReadOnlySpan<byte> value)
    {
        var output = forms.Begin();
        foreach (var word in value.SplitAny(" \t\r\n"u8))
        {
            if (word.Start.Value < word.End.Value)
            {
                output.Append(output.Written.IsEmpty ? ""u8 : " "u8);
                output.Append(value[word]);
            }
        }

        forms.Add(RedactionForm.Folded);
    }

    private static void AddLines(FormWriter forms, ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'\n'))
        {
            return;
        }

        foreach (var line in value.Split((byte)'\n'))
        {
            var text = value[line].Trim(" \t\r"u8);

            // The first and the last line of a PEM block are the same in all of them.
            if (text.Length >= Pattern.MinimumLength && !text.StartsWith("-----"u8))
            {
                AddText(forms, text, RedactionForm.Line);
            }
        }
    }
}
