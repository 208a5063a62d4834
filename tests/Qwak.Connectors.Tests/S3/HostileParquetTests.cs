using System.Buffers.Binary;
using Parquet.Meta;
using Qwak.Connectors.Parquet;

namespace Qwak.Connectors.Tests.S3;

/// <summary>Files that are made to hold a thread, the stack or the memory of who reads them.</summary>
public sealed class HostileParquetTests
{
    private const long Limit = 64 << 20;

    [Fact]
    public async Task A_footer_that_does_not_end_where_it_should_is_refused()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(File([0x15, .. Enumerable.Repeat((byte)0x80, 100)])));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(File([0x15, 2])));
    }

    [Fact]
    public async Task A_list_of_more_than_the_footer_can_hold_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(File([0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0])));

    [Fact]
    public async Task A_field_that_says_it_is_another_type_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(File([0x21, 0])));

    [Fact]
    public async Task Lists_within_lists_without_end_are_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(File([0xf9, .. Enumerable.Repeat((byte)0x19, 1 << 20), 0])));

    [Fact]
    public async Task Groups_within_groups_without_end_are_refused()
    {
        byte[] footer = [0x29, 0xfc, 0xa0, 0x8d, 0x06, .. Enumerable.Repeat<byte[]>([0x55, 2, 0], 100_000).SelectMany(element => element), 0];

        var exception = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(File(footer)));

        Assert.Contains("2000 groups", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_is_refused_that_unpacks_to_more_than_allowed_or_holds_more_values_than_told()
    {
        var leaf = ParquetNode.ReadTree([new SchemaElement { Name = "root", NumChildren = 1 }, new SchemaElement { Name = "id", Type = global::Parquet.Meta.Type.INT32 }])[0];
        var pages = new ParquetPages(leaf, Limit);

        // A data page of one plain value, and one byte.
        byte[] page = [0x15, 0, 0x15, 8, 0x15, 2, 0x2c, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 0xff];
        Assert.Equal(page.Length, pages.Check(page, 1).Length);

        byte[] bomb = [0x15, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, .. page[4..]];
        Assert.Contains("64 MiB", Assert.Throws<ConnectorException>(() => pages.Check(bomb, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => pages.Check(page, 2));
        Assert.Throws<InvalidDataException>(() => pages.Check(page.AsMemory(0, page.Length - 1), 1));
        byte[] negative = [.. page[..4], 0x15, 1, .. page[6..]];
        Assert.Throws<InvalidDataException>(() => pages.Check(negative, 1));
    }

    [Fact]
    public async Task Encodings_that_would_be_read_without_a_bound_are_told()
    {
        var file = ParquetFileTests.Write("select md5(i::varchar) || i as name, i as id from range(5000) t(i)", "parquet_version v2");

        var exception = await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(file));

        Assert.Equal(ConnectorFailure.Unsupported, exception.Failure);
        Assert.Contains("DELTA", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_text_that_many_rows_share_counts_as_often_as_it_is_given()
    {
        var file = ParquetFileTests.Write("select repeat('x', 100000) || (i % 2) as text from range(1000) t(i)");

        Assert.Contains("64 MiB", (await Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_never_holds_its_reader()
    {
        var file = ParquetFileTests.Write("select i as id, 'name ' || i as name, [{'a': i}] as list, now() as at from range(200) t(i)");
        var failed = 0;
        for (var at = 0; at < file.Length; at += at < file.Length - 60 ? 7 : 1)
        {
            var damaged = (byte[])file.Clone();
            damaged[at] ^= (byte)(at % 3 == 0 ? 0x80 : 0x05);

            // What hangs holds a thread for ever, and is told as a TimeoutException.
            var exception = await Record.ExceptionAsync(() => Task.Run(() => ReadAsync(damaged)).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.IsNotType<TimeoutException>(exception);
            failed += exception is null ? 0 : 1;
        }

        Assert.InRange(failed, 100, file.Length);
    }

    private static async Task ReadAsync(byte[] bytes)
    {
        var file = new PartialFile(bytes.Length, (from, to, _) => Task.FromResult<Stream>(new MemoryStream(bytes[(int)from..((int)to + 1)])));
        await using var rows = await ParquetRows.OpenAsync(file, 1000, Limit, default);
        while (await rows.ReadAsync(default) is not null)
        {
            // On to the end.
        }
    }

    private static byte[] File(byte[] footer)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. "PAR1"u8, .. footer, .. length, .. "PAR1"u8];
    }
}
