using System.Globalization;
using MySqlConnector;

namespace Qwak.Connectors.MySql;

/// <summary>A column as the server describes it, and how its cells are read.</summary>
internal sealed class MySqlColumn
{
    public MySqlColumn(MySqlDbColumn column)
    {
        (var kind, Read) = Of(column);
        Column = new SourceColumn(column.ColumnName, kind, $"{column.DataTypeName?.ToLowerInvariant()}{Facets(column)}");
    }

    public SourceColumn Column { get; }

    public Func<MySqlDataReader, int, object> Read { get; }

    private static (ColumnKind, Func<MySqlDataReader, int, object>) Of(MySqlDbColumn column) => column.ProviderType switch
    {
        MySqlDbType.Bool or MySqlDbType.Byte or MySqlDbType.UByte or MySqlDbType.Int16 or MySqlDbType.UInt16 or MySqlDbType.Int24
            or MySqlDbType.UInt24 or MySqlDbType.Int32 or MySqlDbType.UInt32 or MySqlDbType.Int64 or MySqlDbType.Year =>
            (ColumnKind.Integer, (reader, cell) => reader.GetInt64(cell)),

        // Up to 18,446,744,073,709,551,615: more than a long holds.
        MySqlDbType.UInt64 or MySqlDbType.Bit =>
            (ColumnKind.Decimal, (reader, cell) => reader.GetUInt64(cell).ToString(CultureInfo.InvariantCulture)),
        MySqlDbType.Decimal or MySqlDbType.NewDecimal => (ColumnKind.Decimal, (reader, cell) => reader.GetMySqlDecimal(cell).ToString()),
        MySqlDbType.Float => (ColumnKind.Float, (reader, cell) => reader.GetFloat(cell)),
        MySqlDbType.Double => (ColumnKind.Float, (reader, cell) => reader.GetDouble(cell)),
        MySqlDbType.Date or MySqlDbType.Newdate => (ColumnKind.Date, (reader, cell) => MySqlText.Date(reader.GetMySqlDateTime(cell))),
        MySqlDbType.DateTime => (ColumnKind.Timestamp, (reader, cell) => MySqlText.Timestamp(reader.GetMySqlDateTime(cell))),
        MySqlDbType.Timestamp => (ColumnKind.Instant, (reader, cell) => MySqlText.Timestamp(reader.GetMySqlDateTime(cell)) + "Z"),
        MySqlDbType.Time => (ColumnKind.Time, (reader, cell) => MySqlText.Time(reader.GetTimeSpan(cell))),
        MySqlDbType.Binary or MySqlDbType.VarBinary or MySqlDbType.TinyBlob or MySqlDbType.Blob or MySqlDbType.MediumBlob
            or MySqlDbType.LongBlob or MySqlDbType.Geometry or MySqlDbType.Vector =>
            (ColumnKind.Binary, (reader, cell) => reader.GetFieldValue<byte[]>(cell)),
        MySqlDbType.JSON => (ColumnKind.Nested, ReadText),
        _ => (ColumnKind.String, ReadText),
    };

    private static object ReadText(MySqlDataReader reader, int cell) => reader.GetString(cell);

    private static string Facets(MySqlDbColumn column) =>
        column.ProviderType is MySqlDbType.Decimal or MySqlDbType.NewDecimal ? $"({column.NumericPrecision},{column.NumericScale})" : "";
}
