using Parquet.Meta;

namespace Qwak.Connectors.Parquet;

/// <summary>Walks the pages of a column as Parquet.Net will, and refuses what that would read wrongly or without a bound.</summary>
internal sealed class ParquetPages(ParquetNode leaf, long limit)
{
    // A value, its levels and its place, as they are held while a column is read.
    public const int BytesPerValue = 32;

    /// <summary>The bytes of the pages that hold so many values.</summary>
    /// <param name="chunk">They begin with the column's first page, and may go on after its last.</param>
    /// <param name="values">How many the column has, null or not.</param>
    public ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> chunk, long values)
    {
        var (end, unpacked) = (0L, 0L);
        while (values > 0)
        {
            var page = new Dictionary<string, int>();
            end += ThriftCheck.Check(chunk.Span[(int)end..], ThriftFields.Page, (name, field, number) => page[$"{name}.{field}"] = number);
            var (type, unpackedSize, size) = ((PageType)Number(page, "PageHeader.1"), Number(page, "PageHeader.2"), Number(page, "PageHeader.3"));
            end += size;
            unpacked += unpackedSize;
            if (end > chunk.Length || unpacked > limit)
            {
                throw end > chunk.Length ? new InvalidDataException("A page that the file does not have.") : TooLarge(leaf, limit);
            }

            values -= Values(type, page);
        }

        return values == 0 ? chunk[..(int)end] : throw new InvalidDataException("More values than the footer says.");
    }

    public static ConnectorException TooLarge(ParquetNode leaf, long limit) => new(
        ConnectorFailure.Protocol,
        $"The column '{leaf.Name}' takes more than {limit >> 20} MiB in one group of the file's rows. Write the file with smaller row groups.");

    private int Values(PageType type, Dictionary<string, int> page)
    {
        switch (type)
        {
            case PageType.DICTIONARY_PAGE:
                return Number(page, "DictionaryPageHeader.1") <= limit / BytesPerValue ? 0 : throw TooLarge(leaf, limit);
            case PageType.DATA_PAGE:
                CheckEncoding((Encoding)Number(page, "DataPageHeader.2"));
                return Number(page, "DataPageHeader.1");
            case PageType.DATA_PAGE_V2 when leaf.RepetitionLevel > 0:
                throw Unread("lists in pages of version 2");
            case PageType.DATA_PAGE_V2:
                CheckEncoding((Encoding)Number(page, "DataPageHeaderV2.4"));
                return Number(page, "DataPageHeaderV2.1");
            default:
                throw new InvalidDataException("A page of another type.");
        }
    }

    // Parquet.Net takes the sizes within the delta encodings as they are, and run-length booleans for other ones.
    private void CheckEncoding(Encoding encoding)
    {
        if (encoding is not (Encoding.PLAIN or Encoding.PLAIN_DICTIONARY or Encoding.RLE_DICTIONARY or Encoding.BYTE_STREAM_SPLIT))
        {
            throw Unread($"the encoding {encoding}");
        }
    }

    private ConnectorException Unread(string what) => new(
        ConnectorFailure.Unsupported, $"The column '{leaf.Name}' has {what}, which is not read. Write the file with pages of version 1.");

    private static int Number(Dictionary<string, int> page, string field) =>
        page.TryGetValue(field, out var number) && number >= 0 ? number : throw new InvalidDataException("A page's header lacks a number.");
}
