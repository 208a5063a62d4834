using System.Text;
using System.Text.Json;

namespace Qwak.Connectors.ClickHouse;

/// <summary>The rows of a statement: a line of JSON with the names, one with the types, then one for each row.</summary>
internal sealed class ClickHouseRows : RowReader
{
    public const string Format = "JSONCompactEachRowWithNamesAndTypes";

    private readonly StreamReader _lines;
    private readonly Func<JsonElement, object>[] _read;

    private ClickHouseRows(StreamReader lines, string[] names, string[] types)
    {
        _lines = lines;
        var columns = types.Select(ClickHouseType.Of).ToArray();
        _read = [.. columns.Select(column => column.Read)];
        Columns = [.. columns.Zip(names, types).Select(column => new SourceColumn(column.Second, column.First.Kind, column.Third))];
    }

    public override IReadOnlyList<SourceColumn> Columns { get; }

    public static async Task<ClickHouseRows> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var lines = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            var names = await ReadAsync<string>(lines, cancellationToken);
            var types = await ReadAsync<string>(lines, cancellationToken);
            return names is not null && types?.Length == names.Length
                ? new ClickHouseRows(lines, names, types)
                : throw new FormatException("The answer does not begin with names and types.");
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        var cells = await ReadAsync<JsonElement>(_lines, cancellationToken);
        if (cells is null)
        {
            return null;
        }

        return cells.Length == _read.Length
            ? [.. cells.Select((cell, column) => cell.ValueKind == JsonValueKind.Null ? null : _read[column](cell))]
            : throw new FormatException("A row has other columns than the result.");
    }

    public override ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<T[]?> ReadAsync<T>(StreamReader lines, CancellationToken cancellationToken) =>
        await lines.ReadLineAsync(cancellationToken) is { } line ? JsonSerializer.Deserialize<T[]>(line) : null;
}
