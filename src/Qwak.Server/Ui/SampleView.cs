using System.Globalization;
using Qwak.Server.DataSources;

namespace Qwak.Server.Ui;

/// <summary>Rows of a source on their way to one page. Public, as Razor makes components; nothing prints it.</summary>
public sealed class SampleView
{
    private const int MostCharacters = 200;

    private SampleView(IReadOnlyList<(string Name, string Type)> columns, IReadOnlyList<IReadOnlyList<string?>> rows) => (Columns, Rows) = (columns, rows);

    public IReadOnlyList<(string Name, string Type)> Columns { get; }

    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; }

    internal static SampleView Of(Sample sample) => new(
        [.. sample.Columns.Select(column => (column.Name, SampleJson.Word(column.Kind)))],
        [.. sample.Rows.Select(row => (IReadOnlyList<string?>)[.. row.Select(Text)])]);

    public override string ToString() => $"{Columns.Count} columns, {Rows.Count} rows";

    private static string? Text(object? cell)
    {
        var text = cell switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            byte[] bytes => Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, MostCharacters))),
            _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
        };
        return text?.Length > MostCharacters ? string.Concat(text.AsSpan(0, MostCharacters), "…") : text;
    }
}
