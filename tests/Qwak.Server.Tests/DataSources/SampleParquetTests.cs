using System.Globalization;
using Qwak.Connectors;
using Qwak.Server.DataSources;

namespace Qwak.Server.Tests.DataSources;

/// <summary>Samples as Parquet files, as other programs read them.</summary>
public sealed class SampleParquetTests
{
    public static TheoryData<string, string, object[], string[]> Typed => new()
    {
        { "Boolean", "BOOLEAN", [true, false], ["true", "false"] },
        { "Integer", "BIGINT", [long.MinValue, long.MaxValue, 0L], ["-9223372036854775808", "9223372036854775807", "0"] },
        { "Float", "DOUBLE", [0.1, 1e300, -0.0, double.NegativeInfinity, 0.5f], ["0.1", "1e+300", "-0.0", "-inf", "0.5"] },
        { "Float", "DOUBLE", [double.NaN, 1.0], ["-nan", "1.0"] },
        { "Binary", "BLOB", [new byte[] { 0, 0xff }, Array.Empty<byte>()], [@"\x00\xFF", ""] },
        { "String", "VARCHAR", ["Zoë ☃ 😀", "", "\uFFFD", "it's \"\\\r\n", "\uE000"], ["Zoë ☃ 😀", "", "\uFFFD", "it's \"\\\r\n", "\uE000"] },
        { "Nested", "VARCHAR", ["{\"a\": [1.50, null]}", "[]"], ["{\"a\": [1.50, null]}", "[]"] },
        { "Date", "DATE", ["0001-01-01", "1969-12-31", "9999-12-31"], ["0001-01-01", "1969-12-31", "9999-12-31"] },
        { "Time", "TIME", ["00:00:00", "01:02:03.000004", "23:59:59.999999000"], ["00:00:00", "01:02:03.000004", "23:59:59.999999"] },
        { "Timestamp", "TIMESTAMP", ["0001-01-01T00:00:00", "1969-12-31T23:59:58.5", "2026-11-25T01:02:03.123456", "9999-12-31T23:59:59.999999"], ["0001-01-01 00:00:00", "1969-12-31 23:59:58.5", "2026-11-25 01:02:03.123456", "9999-12-31 23:59:59.999999"] },
        { "Instant", "TIMESTAMP WITH TIME ZONE", ["2026-11-25T01:02:03.123456Z", "2026-11-25T01:02:03+05:30", "1969-12-31T23:59:59.999999-00:00"], ["2026-11-25 01:02:03.123456+00", "2026-11-24 19:32:03+00", "1969-12-31 23:59:59.999999+00"] },
        { "Decimal", "DECIMAL(4,2)", ["-99.99", "1.5", "+7", "0"], ["-99.99", "1.50", "7.00", "0.00"] },
        { "Decimal", "DECIMAL(2,2)", ["0.01", "-.99"], [".01", "-.99"] },
        { "Decimal", "DECIMAL(1,0)", ["0", "-0", "000"], ["0", "0", "0"] },
        { "Decimal", "DECIMAL(38,10)", ["-9999999999999999999999999999.9999999999", "0.0000000001"], ["-9999999999999999999999999999.9999999999", "0.0000000001"] },
        { "Decimal", "DECIMAL(19,0)", ["9223372036854775808", "-1"], ["9223372036854775808", "-1"] },
    };

    public static TheoryData<string, object[], string[]> Fallbacks => new()
    {
        { "Boolean", [true, "unknown", false], ["true", "unknown", "false"] },
        { "Integer", [1L, "18446744073709551615"], ["1", "18446744073709551615"] },
        { "Float", [0.5, double.NaN, 1e300, "1e400"], ["0.5", "NaN", "1E+300", "1e400"] },
        { "Binary", [new byte[] { 0, 0xff }, "?"], ["AP8=", "?"] },
        { "Date", ["2026-11-25", "-735160"], ["2026-11-25", "-735160"] },
        { "Date", ["infinity"], ["infinity"] },
        { "Time", ["01:02:03", "01:02:03.000000001"], ["01:02:03", "01:02:03.000000001"] },
        { "Time", ["24:00:00", "-838:59:59"], ["24:00:00", "-838:59:59"] },
        { "Time", ["01:02:03+02:00"], ["01:02:03+02:00"] },
        { "Timestamp", ["2026-11-25T01:02:03", "2026-11-25T01:02:03.1234567"], ["2026-11-25T01:02:03", "2026-11-25T01:02:03.1234567"] },
        { "Timestamp", ["2026-11-25T01:02:03Z"], ["2026-11-25T01:02:03Z"] },
        { "Instant", ["2026-11-25T01:02:03"], ["2026-11-25T01:02:03"] },
        { "Instant", ["0001-01-01T00:00:00+14:00"], ["0001-01-01T00:00:00+14:00"] },
        { "Decimal", ["1.5", "NaN"], ["1.5", "NaN"] },
        { "Decimal", ["1E+3"], ["1E+3"] },
        { "Decimal", ["", "."], ["", "."] },
        { "Decimal", ["١"], ["١"] },
        { "Decimal", ["100000000000000000000000000000000000000"], ["100000000000000000000000000000000000000"] },
        { "Decimal", ["1000000000", "0.00000000000000000000000000001"], ["1000000000", "0.00000000000000000000000000001"] },
    };

    [Theory]
    [MemberData(nameof(Typed))]
    public void A_column_has_the_type_of_its_kind(string kind, string type, object[] cells, string[] read)
    {
        var file = File(("v", Enum.Parse<ColumnKind>(kind), [.. cells, null]));

        Assert.Equal([$"v {type}"], ParquetReaders.Columns(file));
        Assert.Equal([.. read, null], ParquetReaders.Rows(file).Select(row => row[0]));
    }

    [Theory]
    [MemberData(nameof(Fallbacks))]
    public void A_column_with_a_cell_that_its_type_cannot_hold_is_text(string kind, object[] cells, string[] read)
    {
        var file = File(("v", Enum.Parse<ColumnKind>(kind), [null, .. cells]));

        Assert.Equal(["v VARCHAR"], ParquetReaders.Columns(file));
        Assert.Equal([null, .. read], ParquetReaders.Rows(file).Select(row => row[0]));
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public void A_reader_that_filters_finds_each_value(string kind, string type, object[] cells, string[] read)
    {
        var file = File(("v", Enum.Parse<ColumnKind>(kind), [.. cells, null]));

        foreach (var value in read.Distinct())
        {
            var text = value.Replace("'", "''", StringComparison.Ordinal);
            Assert.NotEqual(["0"], ParquetReaders.Query(file, $"select count(*)::varchar from sample where v = '{text}'::{type}")[0]);
        }
    }

    [Fact]
    public async Task A_thousand_rows_of_forty_columns_come_back_through_both_readers()
    {
        (string Name, ColumnKind Kind, Func<int, object?> Cell)[] kinds =
        [
            ("id", ColumnKind.Integer, n => n),
            ("flag", ColumnKind.Boolean, n => n % 3 == 0),
            ("ratio", ColumnKind.Float, n => n / 8.0),
            ("price", ColumnKind.Decimal, n => $"{(n % 2 == 1 ? "-" : "")}{n}.{n % 100:00}"),
            ("name", ColumnKind.String, n => new string('ü', n)),
            ("bytes", ColumnKind.Binary, n => new byte[n % 300]),
            ("day", ColumnKind.Date, n => new DateOnly(1969, 6, 1).AddDays(n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("at", ColumnKind.Timestamp, n => new DateTime(1969, 6, 1).AddMicroseconds(n * 123_456_789L).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture)),
        ];
        var columns = Enumerable.Range(0, 40)
            .Select(i => (Name: $"{kinds[i % 8].Name}{i}", kinds[i % 8].Kind, Cells: Enumerable.Range(0, 1000).Select(n => n % 7 == i % 7 ? null : Boxed(kinds[i % 8].Cell(n))).ToArray()))
            .ToArray();

        var file = File(columns);

        Assert.Equal(["1000"], ParquetReaders.Query(file, "select count(*)::varchar from sample")[0]);
        Assert.Equal(
            [$"{Enumerable.Range(0, 1000).Where(n => n % 7 != 0).Sum()}"], ParquetReaders.Query(file, "select sum(id0)::varchar from sample")[0]);
        var own = await ParquetReaders.OwnRowsAsync(file, 1000);
        Assert.Equal(1000, own.Count);
        for (var row = 0; row < own.Count; row++)
        {
            Assert.Equal(columns.Select(column => column.Cells[row]), own[row]);
        }

        static object? Boxed(object? cell) => cell is int number ? (long)number : cell;
    }

    [Fact]
    public void A_sample_without_rows_is_a_file_of_its_columns()
    {
        var file = File(("id", ColumnKind.Integer, []), ("price", ColumnKind.Decimal, []), ("at", ColumnKind.Instant, []));

        Assert.Equal(["id BIGINT", "price DECIMAL(1,0)", "at TIMESTAMP WITH TIME ZONE"], ParquetReaders.Columns(file));
        Assert.Empty(ParquetReaders.Rows(file));
    }

    [Fact]
    public void A_sample_without_columns_is_refused()
    {
        var refused = SampleParquet.File(new Sample([], [[], []])).Refusal!;

        Assert.Equal((Core.RefusalCode.SourceFailed, "The sample has no columns, and a Parquet file needs one. Ask for JSON."), (refused.Code, refused.Message));
    }

    [Fact]
    public void Columns_of_one_name_and_of_strange_names_are_kept()
    {
        var file = File(("n", ColumnKind.Integer, [1L]), ("n", ColumnKind.String, ["x"]), ("a.b", ColumnKind.Boolean, [true]), ("ü \"\n", ColumnKind.Date, ["2026-11-25"]));

        Assert.Equal(["1", "x", "true", "2026-11-25"], ParquetReaders.Rows(file)[0]);
        Assert.Equal(["n BIGINT", "n_1 VARCHAR", "a.b BOOLEAN", "ü \"\n DATE"], ParquetReaders.Columns(file));
    }

    private static byte[] File(params IReadOnlyList<(string Name, ColumnKind Kind, object?[] Cells)> columns) => SampleParquet.File(new Sample(
        [.. columns.Select(column => new SourceColumn(column.Name, column.Kind, "any"))],
        [.. Enumerable.Range(0, columns[0].Cells.Length).Select(row => columns.Select(column => column.Cells[row]).ToArray())])).Value!;
}
