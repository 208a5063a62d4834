using DuckDB.NET.Data;
using Qwak.Connectors.Parquet;

namespace Qwak.Connectors.Tests.S3;

/// <summary>Parquet files that DuckDB wrote: another writer than the reader's library.</summary>
public sealed class ParquetFileTests : S3Tests
{
    [Theory]
    [InlineData("true", ColumnKind.Boolean, true)]
    [InlineData("(-128)::tinyint", ColumnKind.Integer, -128L)]
    [InlineData("4294967295::uinteger", ColumnKind.Integer, 4294967295L)]
    [InlineData("(-9223372036854775808)::bigint", ColumnKind.Integer, long.MinValue)]
    [InlineData("18446744073709551615::ubigint", ColumnKind.Decimal, "18446744073709551615")]
    [InlineData("0.1::double", ColumnKind.Float, 0.1)]
    [InlineData("0.1::float", ColumnKind.Float, 0.1f)]
    [InlineData("'nan'::double", ColumnKind.Float, double.NaN)]
    [InlineData("-1.50::decimal(4,2)", ColumnKind.Decimal, "-1.50")]
    [InlineData("0.05::decimal(9,2)", ColumnKind.Decimal, "0.05")]
    [InlineData("123456789012345.678::decimal(18,3)", ColumnKind.Decimal, "123456789012345.678")]
    [InlineData("-1234567890123456789012345678.0123456789::decimal(38,10)", ColumnKind.Decimal, "-1234567890123456789012345678.0123456789")]
    [InlineData("'it''s ☃'", ColumnKind.String, "it's ☃")]
    [InlineData("''", ColumnKind.String, "")]
    [InlineData("'2026-11-25'::date", ColumnKind.Date, "2026-11-25")]
    [InlineData("'0044-03-15 (BC)'::date", ColumnKind.Date, "-735160")]
    [InlineData("'01:02:03.000004'::time", ColumnKind.Time, "01:02:03.000004")]
    [InlineData("'2026-11-25 01:02:03.123456'::timestamp", ColumnKind.Timestamp, "2026-11-25T01:02:03.123456")]
    [InlineData("'1969-12-31 23:59:58.5'::timestamp_ms", ColumnKind.Timestamp, "1969-12-31T23:59:58.500")]
    [InlineData("'2026-11-25 01:02:03.123456789'::timestamp_ns", ColumnKind.Timestamp, "2026-11-25T01:02:03.123456789")]
    [InlineData("'2026-11-25 01:02:03.5+05:30'::timestamptz", ColumnKind.Instant, "2026-11-24T19:32:03.500000Z")]
    [InlineData("'6f1e2c0a-0000-4000-8000-0123456789ab'::uuid", ColumnKind.String, "6f1e2c0a-0000-4000-8000-0123456789ab")]
    [InlineData("'red'::enum('red', 'blue')", ColumnKind.String, "red")]
    [InlineData("interval '14 months 3 days 1.5 seconds'", ColumnKind.String, "P14M3DT1.500S")]
    [InlineData("'{\"a\": 1.50}'::json", ColumnKind.Nested, "{\"a\": 1.50}")]
    [InlineData("[1, null, 3]", ColumnKind.Nested, "[1,null,3]")]
    [InlineData("[]::int[]", ColumnKind.Nested, "[]")]
    [InlineData("[['a', 'b'], [], null, ['c\"☃']]", ColumnKind.Nested, "[[\"a\",\"b\"],[],null,[\"c\\\"☃\"]]")]
    [InlineData("{'amount': 1.50::decimal(38,10), 'at': '2026-11-25'::date, 'none': null::int}", ColumnKind.Nested, "{\"amount\":1.5000000000,\"at\":\"2026-11-25\",\"none\":null}")]
    [InlineData("map {'k': [1, 2], 'l': null}", ColumnKind.Nested, "{\"k\":[1,2],\"l\":null}")]
    [InlineData("map {1: 'x'}", ColumnKind.Nested, "{\"1\":\"x\"}")]
    [InlineData("[{'a': [{'b': 1}, {'b': null}]}, {'a': null}, null, {'a': []}]", ColumnKind.Nested, "[{\"a\":[{\"b\":1},{\"b\":null}]},{\"a\":null},null,{\"a\":[]}]")]
    [InlineData("['nan'::double, 1e300, '-inf'::double]", ColumnKind.Nested, "[\"NaN\",1E+300,\"-Infinity\"]")]
    [InlineData("[true, false]", ColumnKind.Nested, "[true,false]")]
    [InlineData("['\\x00\\xFF'::blob]", ColumnKind.Nested, "[\"AP8=\"]")]
    [InlineData("null::timestamptz", ColumnKind.Instant, null)]
    [InlineData("null::int[]", ColumnKind.Nested, null)]
    internal async Task A_type_comes_without_loss(string expression, ColumnKind kind, object? cell)
    {
        await PutAsync("types.parquet", Write($"select {expression} as v"));

        Assert.Equal((kind, cell), (await User.SampleAsync(Parquet("types.parquet", "v")))["v"]);
    }

    [Fact]
    public async Task Types_are_named_as_parquet_names_them()
    {
        await PutAsync("types.parquet", Write("select 1::decimal(38,10) as a, [{'k': 1::int, 'at': now()}] as b, map {'x': 1.5::double} as c, '\\x00\\xFF'::blob as d"));

        var sample = await User.SampleAsync(Parquet("types.parquet", "a"));

        Assert.Equal(["decimal(38,10)", "list<struct<k: int32, at: timestamp(6, UTC)>>", "map<string, double>", "binary"], sample.Columns.Select(column => column.NativeType));
        Assert.Equal([0x00, 0xff], (byte[])sample["d"].Cell!);
    }

    [Theory]
    [InlineData("snappy")]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("uncompressed")]
    [InlineData("lz4_raw")]
    [InlineData("brotli")]
    public async Task Groups_of_rows_are_read_one_after_the_other_whatever_the_compression(string codec)
    {
        await PutAsync("rows.parquet", Write(
            "select i as id, case when i % 3 = 0 then null else 'name ' || (i % 7) end as name, [x for x in range(i % 4)] as list from range(5000) t(i)",
            $"row_group_size 2048, compression {codec}"));

        var sample = await User.SampleAsync(Parquet("rows.parquet"), rows: 1000);

        Assert.Equal(1000, sample.Rows.Count);
        for (var id = 0; id < 1000; id++)
        {
            Assert.Equal([(long)id, id % 3 == 0 ? null : $"name {id % 7}", $"[{string.Join(',', Enumerable.Range(0, id % 4))}]"], sample.Rows[id]);
        }
    }

    [Fact]
    public async Task All_rows_of_all_groups_come_in_their_order()
    {
        var bytes = Write("select i as id, [i, null] as list from range(10000) t(i)", "row_group_size 2048");
        var file = new PartialFile(bytes.Length, (from, to, _) => Task.FromResult<Stream>(new MemoryStream(bytes[(int)from..((int)to + 1)])));
        await using var rows = await ParquetRows.OpenAsync(file, 9000, 64 << 20, default);

        for (var id = 0; id < 9000; id++)
        {
            Assert.Equal([(long)id, $"[{id},null]"], (await rows.ReadAsync(default))!);
        }

        Assert.Null(await rows.ReadAsync(default));
    }

    [Fact]
    public async Task Only_the_footer_and_the_first_group_of_a_large_file_are_read()
    {
        var file = Write("select i as id, random() as a, random() as b, random() as c from range(1000000) t(i)", "row_group_size 20480, compression uncompressed");
        await PutAsync("large.parquet", file);

        Assert.Equal(10, (await User.SampleAsync(Parquet("large.parquet"), rows: 10)).Rows.Count);

        Assert.InRange(file.Length, 24 << 20, 64 << 20);
        Assert.InRange(Front.Sent, 1, 4 << 20);
        Assert.All(Front.Requests, request => Assert.Contains("bytes=", request, StringComparison.Ordinal));
        Assert.Empty((await User.SampleAsync(Parquet("large.parquet"), rows: 0)).Rows);
    }

    [Fact]
    public async Task A_folder_of_files_is_one_table()
    {
        await PutAsync("table/part-1.parquet", Write("select 1 as id"));
        await PutAsync("table/part-2.parquet", Write("select 2 as id"));
        Assert.Equal([[1L], [2L]], (await User.SampleAsync(Parquet("table"))).Rows);

        await PutAsync("table/part-3.parquet", Write("select 3::bigint as id"));
        await User.FailAsync(ConnectorFailure.Column, Parquet("table"));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_told()
    {
        await PutAsync("rows.parquet", Write("select i as id, random() as a from range(300000) t(i)", "row_group_size 20480, compression uncompressed"));
        var asked = 0;
        Front.Before = async _ =>
        {
            if (++asked == 3)
            {
                await PutAsync("rows.parquet", Write("select 'other' as id"));
            }
        };

        await User.FailAsync(ConnectorFailure.Query, Parquet("rows.parquet"));
    }

    [Fact]
    public async Task A_column_larger_than_allowed_is_refused_before_it_is_read()
    {
        await PutAsync("rows.parquet", Write("select i as id from range(100000) t(i)", "row_group_size 100000"));
        User.Connections = new DataSourceConnections(new ConnectorLimits { AnswerBytes = 1 << 20 }, TimeProvider.System);

        Assert.Contains("smaller row groups", (await User.FailAsync(ConnectorFailure.Protocol, Parquet("rows.parquet"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_parquet_file_is_told()
    {
        var file = Write("select 1 as id");
        await PutAsync("text.parquet", "id\n1\n2\n3\n4\n5\n"u8.ToArray());
        await PutAsync("short.parquet", "PAR1"u8.ToArray());
        await PutAsync("cut.parquet", file[..^20]);
        await PutAsync("footer.parquet", [.. file[..^8], 0xff, 0xff, 0xff, 0x7f, .. "PAR1"u8]);
        await PutAsync("encrypted.parquet", [.. file[..^4], .. "PARE"u8]);

        foreach (var name in (string[])["text.parquet", "short.parquet", "cut.parquet", "footer.parquet", "encrypted.parquet"])
        {
            await User.FailAsync(ConnectorFailure.Protocol, Parquet(name));
        }
    }

    [Fact]
    public async Task A_damaged_file_fails_as_one_and_never_otherwise()
    {
        var file = Write("select i as id, 'name ' || i as name, [{'a': i}] as list, now() as at from range(200) t(i)", "compression snappy");
        var failed = 0;
        for (var at = 0; at < file.Length; at += 431)
        {
            var damaged = (byte[])file.Clone();
            damaged[at] ^= (byte)(at % 3 == 0 ? 0x80 : 0x05);
            await PutAsync("damaged.parquet", damaged);
            var exception = await Record.ExceptionAsync(() => User.SampleAsync(Parquet("damaged.parquet")));
            failed += exception is null ? 0 : 1;
            Assert.True(exception is null or ConnectorException { Failure: ConnectorFailure.Protocol or ConnectorFailure.Column }, $"At {at} of {file.Length}: {exception}");
        }

        Assert.NotEqual(0, failed);
    }

    internal static byte[] Write(string query, string options = "compression snappy")
    {
        var path = System.IO.Path.GetTempFileName();
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"set timezone = 'UTC'; copy ({query}) to '{path}' (format parquet, {options})";
            command.ExecuteNonQuery();
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
