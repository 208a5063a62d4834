namespace Qwak.Connectors.Parquet;

/// <summary>
/// The fields of Parquet's structures, by their numbers, as far as Parquet.Net reads them (github.com/apache/parquet-format,
/// parquet.thrift): b is a boolean, y a byte, i an integer of up to 32 bits, l one of 64, d a double, s bytes; a name is another
/// structure, and a bracket a list.
/// </summary>
internal static class ThriftFields
{
    public const string Footer = "FileMetaData";
    public const string Page = "PageHeader";

    private static readonly Dictionary<string, Dictionary<int, string>> Structs = new Dictionary<string, string>
    {
        [Footer] = "1 i, 2 [SchemaElement, 3 l, 4 [RowGroup, 5 [KeyValue, 6 s, 7 [ColumnOrder, 8 EncryptionAlgorithm, 9 s",
        ["SchemaElement"] = "1 i, 2 i, 3 i, 4 s, 5 i, 6 i, 7 i, 8 i, 9 i, 10 LogicalType",
        ["LogicalType"] = "1 Empty, 2 Empty, 3 Empty, 4 Empty, 5 DecimalType, 6 Empty, 7 TimeType, 8 TimeType, 10 IntType, 11 Empty, 12 Empty, 13 Empty, "
            + "14 Empty, 15 Empty, 16 VariantType, 17 GeometryType, 18 GeographyType",
        ["DecimalType"] = "1 i, 2 i",
        ["TimeType"] = "1 b, 2 TimeUnit",
        ["TimeUnit"] = "1 Empty, 2 Empty, 3 Empty",
        ["IntType"] = "1 y, 2 b",
        ["VariantType"] = "1 y",
        ["GeometryType"] = "1 s",
        ["GeographyType"] = "1 s, 2 i",
        ["RowGroup"] = "1 [ColumnChunk, 2 l, 3 l, 4 [SortingColumn, 5 l, 6 l, 7 i",
        ["SortingColumn"] = "1 i, 2 b, 3 b",
        ["ColumnChunk"] = "1 s, 2 l, 3 ColumnMetaData, 4 l, 5 i, 6 l, 7 i, 8 ColumnCryptoMetaData, 9 s",
        ["ColumnMetaData"] = "1 i, 2 [i, 3 [s, 4 i, 5 l, 6 l, 7 l, 8 [KeyValue, 9 l, 10 l, 11 l, 12 Statistics, 13 [PageEncodingStats, 14 l, 15 i, "
            + "16 SizeStatistics, 17 GeospatialStatistics",
        ["Statistics"] = "1 s, 2 s, 3 l, 4 l, 5 s, 6 s, 7 b, 8 b",
        ["PageEncodingStats"] = "1 i, 2 i, 3 i",
        ["SizeStatistics"] = "1 l, 2 [l, 3 [l",
        ["GeospatialStatistics"] = "1 BoundingBox, 2 [i",
        ["BoundingBox"] = "1 d, 2 d, 3 d, 4 d, 5 d, 6 d, 7 d, 8 d",
        ["KeyValue"] = "1 s, 2 s",
        ["ColumnOrder"] = "1 Empty",
        ["ColumnCryptoMetaData"] = "1 Empty, 2 EncryptionWithColumnKey",
        ["EncryptionWithColumnKey"] = "1 [s, 2 s",
        ["EncryptionAlgorithm"] = "1 AesGcm, 2 AesGcm",
        ["AesGcm"] = "1 s, 2 s, 3 b",
        [Page] = "1 i, 2 i, 3 i, 4 i, 5 DataPageHeader, 6 Empty, 7 DictionaryPageHeader, 8 DataPageHeaderV2",
        ["DataPageHeader"] = "1 i, 2 i, 3 i, 4 i, 5 Statistics",
        ["DictionaryPageHeader"] = "1 i, 2 i, 3 b",
        ["DataPageHeaderV2"] = "1 i, 2 i, 3 i, 4 i, 5 i, 6 i, 7 b, 8 Statistics",
        ["Empty"] = "",
    }.ToDictionary(pair => pair.Key, pair => Parse(pair.Value));

    public static Dictionary<int, string> Of(string name) => Structs[name];

    private static Dictionary<int, string> Parse(string fields) => fields
        .Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(field => field.Split(' '))
        .ToDictionary(field => int.Parse(field[0], null), field => field[1]);
}
