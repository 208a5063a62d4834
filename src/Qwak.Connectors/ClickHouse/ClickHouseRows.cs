using System.Text;
using System.Text.Json;

namespace Qwak.Connectors.ClickHouse;

/// <summary>The rows of a statement: a line of JSON with the names, one with the types, then one for each row.</summary>
internal sealed class ClickHouseRows : RowReader
{
    public const string Format = "JSONCompactEachRowWithNamesAndTypes";

    private const int MostColumns = 10_000;

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
            var names = await TextsAsync(lines, cancellationToken);
            var types = await TextsAsync(lines, cancellationToken);
            return types.Length == names.Length
                ? new ClickHouseRows(lines, names, types)
                : throw new FormatException("A result has other names than types.");
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _lines.ReadLineAsync(cancellationToken) is not { } line)
        {
            return null;
        }

        using var row = JsonDocument.Parse(line);
        return row.RootElement.GetArrayLength() == _read.Length
            ? [.. row.RootElement.EnumerateArray().Select((cell, column) => cell.ValueKind == JsonValueKind.Null ? null : _read[column](cell))]
            : throw new FormatException("A row has other columns than the result.");
    }

    public override ValueTask DisposeAsync()
    {
        _lines.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string[]> TextsAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        using var texts = JsonDocument.Parse(await lines.ReadLineAsync(cancellationToken) ?? "");
        return texts.RootElement.GetArrayLength() <= MostColumns
            ? [.. texts.RootElement.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException("A column without a name or a type."))]
            : throw new ConnectorException(ConnectorFailure.Protocol, $"The result has more than {MostColumns} columns. Name those that are needed in a query.");
    }
}
