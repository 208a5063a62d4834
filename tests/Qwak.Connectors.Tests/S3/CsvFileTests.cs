using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Qwak.Connectors.Files;

namespace Qwak.Connectors.Tests.S3;

public sealed class CsvFileTests : S3Tests
{
    [Fact]
    public async Task Cells_come_as_the_text_that_stands_there()
    {
        await PutAsync("rows.csv", [0xef, 0xbb, 0xbf, .. "id,\"a \"\"name\"\"\",note\r\n1,\"x,\ny\",\r\n\r\n002,\"\",Zoë ☃\r\n3"u8]);

        var sample = await User.SampleAsync(Csv("rows.csv"));

        Assert.Equal(["id", "a \"name\"", "note"], sample.Columns.Select(column => column.Name));
        Assert.All(sample.Columns, column => Assert.Equal(ColumnKind.String, column.Kind));
        Assert.Equal([["1", "x,\ny", null], ["002", "", "Zoë ☃"], ["3", null, null]], sample.Rows);
    }

    [Fact]
    public async Task The_definition_says_how_quotes_are_written()
    {
        await PutAsync("rows.csv", "id,name\n1,'it\\'s \\\\ \\n \"so\"'\n"u8.ToArray());

        Assert.Equal([["1", "it's \\ \\n \"so\""]], (await User.SampleAsync(Csv("rows.csv", "'", "\\"))).Rows);
        await User.FailAsync(ConnectorFailure.Definition, Csv("rows.csv", "''"));
        await User.FailAsync(ConnectorFailure.Definition, Csv("rows.csv", "\"", ","));
    }

    [Theory]
    [InlineData("rows.csv.gz", null)]
    [InlineData("rows.csv", "gzip")]
    public async Task A_compressed_file_is_read(string name, string? encoding)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write("id\n1\n"u8);
        }

        await S3Server.Instance.PutAsync($"{Folder}/{name}", compressed.ToArray(), encoding);

        Assert.Equal([["1"]], (await User.SampleAsync(Csv(name))).Rows);
    }

    [Fact]
    public async Task No_more_of_a_file_is_read_than_the_rows_need()
    {
        var row = Encoding.ASCII.GetBytes($"1,{new string('x', 1022)}\n");
        var file = new byte[40 << 20];
        "id,text\n"u8.CopyTo(file);
        for (var at = 8; at + row.Length <= file.Length; at += row.Length)
        {
            row.CopyTo(file, at);
        }

        await PutAsync("large.csv", file);

        Assert.Equal(1000, (await User.SampleAsync(Csv("large.csv"))).Rows.Count);
        Assert.InRange(Front.Sent, 1 << 20, 16 << 20);
    }

    [Fact]
    public async Task What_is_no_csv_is_told()
    {
        await PutAsync("quote.csv", "id\n\"1\n"u8.ToArray());
        await PutAsync("after.csv", "id\n\"1\"x\n"u8.ToArray());
        await PutAsync("wide.csv", "id\n1,2\n"u8.ToArray());
        await PutAsync("latin.csv", [.. "id\n"u8, 0xe9, (byte)'\n']);
        await PutAsync("plain.csv.gz", "id\n1\n"u8.ToArray());

        foreach (var name in new[] { "quote.csv", "after.csv", "wide.csv", "latin.csv", "plain.csv.gz" })
        {
            await User.FailAsync(ConnectorFailure.Protocol, Csv(name));
        }
    }

    [Fact]
    public async Task A_file_that_is_small_only_while_it_is_compressed_is_refused()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            await gzip.WriteAsync("id\n"u8.ToArray());
            var zeros = Encoding.ASCII.GetBytes(new string('0', 1 << 20));
            for (var mebibyte = 0; mebibyte < 65; mebibyte++)
            {
                await gzip.WriteAsync(zeros);
            }
        }

        await PutAsync("bomb.csv.gz", compressed.ToArray());

        Assert.Contains("64 MiB", (await User.FailAsync(ConnectorFailure.Protocol, Csv("bomb.csv.gz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_written_is_read_again()
    {
        foreach (var style in new[] { new CsvStyle('"', '"'), new CsvStyle('\'', '\\') })
        {
            var rows = Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, 4).Select(_ => Cell()).ToList()).Where(row => row.Exists(cell => cell is not null)).ToList();
            using var reader = new CsvReader(new StringReader(string.Concat(rows.Select(row => string.Join(',', row.Select(cell => Written(cell, style))) + "\r\n"))), style);

            foreach (var row in rows)
            {
                Assert.Equal(row, await reader.ReadAsync(default));
            }

            Assert.Null(await reader.ReadAsync(default));
        }
    }

    private static string? Cell() => RandomNumberGenerator.GetInt32(5) == 0
        ? null
        : new string(RandomNumberGenerator.GetItems("ab,'\"\\\r\n ☃".AsSpan(), RandomNumberGenerator.GetInt32(6)));

    private static string Written(string? cell, CsvStyle style) => cell is null ? "" : style.Quote
        + cell.Replace($"{style.Escape}", $"{style.Escape}{style.Escape}", StringComparison.Ordinal)
            .Replace($"{style.Quote}", style.Quote == style.Escape ? $"{style.Quote}" : $"{style.Escape}{style.Quote}", StringComparison.Ordinal)
        + style.Quote;
}
