using Npgsql;
using Npgsql.PostgresTypes;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.PostgreSql;

/// <summary>A column as the server describes it, and how its cells are read.</summary>
internal sealed class PostgreSqlColumn
{
    private readonly string _name;

    public PostgreSqlColumn(NpgsqlDataReader reader, int column)
    {
        _name = reader.GetName(column);
        var declared = reader.GetPostgresType(column);
        var type = declared is PostgresDomainType domain ? domain.BaseType : declared;
        IsNested = type is PostgresArrayType or PostgresCompositeType or PostgresMultirangeType;
        var (kind, isText, read) = IsNested ? (ColumnKind.Nested, true, ReadText) : Of(type.Name);
        (IsText, Read) = (isText, read);

        // With precision and scale where they say what a value can be.
        Column = new SourceColumn(_name, kind, type.Name == "numeric" ? reader.GetDataTypeName(column).Replace(", ", ",", StringComparison.Ordinal) : declared.DisplayName);
    }

    public SourceColumn Column { get; }

    /// <summary>Whether the server makes JSON of it.</summary>
    public bool IsNested { get; }

    /// <summary>Whether the server is asked for text.</summary>
    public bool IsText { get; }

    public Func<NpgsqlDataReader, int, object> Read { get; }

    /// <summary>What stands for the column between SELECT and FROM.</summary>
    public string Selected
    {
        get
        {
            var name = TableName.QuotePart(_name, '"');
            return IsNested ? $"to_json({name})" : name;
        }
    }

    private static (ColumnKind Kind, bool IsText, Func<NpgsqlDataReader, int, object> Read) Of(string type) => type switch
    {
        "boolean" or "bool" => (ColumnKind.Boolean, false, (reader, column) => reader.GetBoolean(column)),
        "smallint" or "int2" => (ColumnKind.Integer, false, (reader, column) => (long)reader.GetInt16(column)),
        "integer" or "int4" => (ColumnKind.Integer, false, (reader, column) => (long)reader.GetInt32(column)),
        "bigint" or "int8" => (ColumnKind.Integer, false, (reader, column) => reader.GetInt64(column)),
        "real" or "float4" => (ColumnKind.Float, false, (reader, column) => reader.GetFloat(column)),
        "double precision" or "float8" => (ColumnKind.Float, false, (reader, column) => reader.GetDouble(column)),
        "bytea" => (ColumnKind.Binary, false, (reader, column) => reader.GetFieldValue<byte[]>(column)),
        "numeric" => (ColumnKind.Decimal, true, ReadText),
        "date" => (ColumnKind.Date, true, ReadText),
        "time without time zone" or "time" or "time with time zone" or "timetz" => (ColumnKind.Time, true, ReadText),
        "timestamp without time zone" or "timestamp" => (ColumnKind.Timestamp, true, (reader, column) => IsoText.Timestamp(reader.GetString(column))),
        "timestamp with time zone" or "timestamptz" => (ColumnKind.Instant, true, (reader, column) => IsoText.Instant(reader.GetString(column))),
        "json" or "jsonb" => (ColumnKind.Nested, true, ReadText),
        _ => (ColumnKind.String, true, ReadText),
    };

    private static object ReadText(NpgsqlDataReader reader, int column) => reader.GetString(column);
}
