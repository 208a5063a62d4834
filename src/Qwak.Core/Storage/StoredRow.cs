using System.Data.Common;

namespace Qwak.Core.Storage;

/// <summary>A row of a statement, whatever read it. Columns count from 0.</summary>
internal interface IStoredRow
{
    bool IsNull(int column);

    long Number(int column);

    string Text(int column);

    byte[] Bytes(int column);
}

internal static class StoredRows
{
    public static string? TextOrNull<TRow>(this TRow row, int column)
        where TRow : IStoredRow => row.IsNull(column) ? null : row.Text(column);

    public static long? NumberOrNull<TRow>(this TRow row, int column)
        where TRow : IStoredRow => row.IsNull(column) ? null : row.Number(column);

    public static byte[]? BytesOrNull<TRow>(this TRow row, int column)
        where TRow : IStoredRow => row.IsNull(column) ? null : row.Bytes(column);
}

/// <summary>The row that a provider's reader stands at.</summary>
internal readonly struct ReaderRow(DbDataReader reader) : IStoredRow
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Number(int column) => reader.GetInt64(column);

    public string Text(int column) => reader.GetString(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);
}
