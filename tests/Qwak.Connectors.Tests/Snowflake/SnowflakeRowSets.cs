using System.Globalization;
using System.Text.Json.Nodes;

namespace Qwak.Connectors.Tests.Snowflake;

/// <summary>Results as Snowflake writes them in JSON: every cell is text.</summary>
internal static class SnowflakeRowSets
{
    public static JsonObject Types() => RowSet(
        [
            Column("SMALL", "fixed", 9), Column("WIDE", "fixed", 38), Column("MONEY", "fixed", 38, 10), Column("RATIO", "real"), Column("FLAG", "boolean"),
            Column("NAME", "text"), Column("BYTES", "binary"), Column("DAY", "date"), Column("AT", "time", scale: 9),
            Column("CREATED", "timestamp_ntz", scale: 9), Column("MOMENT", "timestamp_ltz", scale: 9), Column("ZONED", "timestamp_tz", scale: 9),
            Column("BEFORE", "timestamp_ntz", scale: 9), Column("NESTED", "variant"), Column("NOTHING", "text"),
        ],
        [
            "42", "12345678901234567890123456789012345678", "1234567890123456789012345678.0123456789", "0.1", "1",
            "Zoë \"q\" ☃", "00FF10", "20782", "3723.123456789",
            "1795568523.123456789", "1795568523.000000001", "1795568523.123456789 1530",
            "-1.500000000", "{\n  \"a\": [1, 2.50]\n}", null,
        ]);

    public static JsonObject Numbers(int from, int count) => RowSet(
        [Column("ID", "fixed", 9), Column("NAME", "text")],
        [.. Enumerable.Range(from, count).Select(id => new[] { id.ToString(CultureInfo.InvariantCulture), $"row, {id}" })]);

    private static JsonObject RowSet(JsonNode[] columns, params string?[][] rows) => new()
    {
        ["queryId"] = "01",
        ["queryResultFormat"] = "json",
        ["total"] = rows.Length,
        ["returned"] = rows.Length,
        ["parameters"] = Formats(),
        ["rowtype"] = new JsonArray(columns),
        ["rowset"] = new JsonArray([.. rows.Select(row => new JsonArray([.. row.Select(cell => cell is null ? null : JsonValue.Create(cell))]))]),
    };

    // How the vendor's client is to write dates and times: nearly as ISO 8601.
    private static JsonArray Formats() => new(
        Parameter("DATE_OUTPUT_FORMAT", "YYYY-MM-DD"),
        Parameter("TIME_OUTPUT_FORMAT", "HH24:MI:SS.FF9"),
        Parameter("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF9"),
        Parameter("TIMESTAMP_LTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF9"),
        Parameter("TIMESTAMP_TZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM"),
        Parameter("BINARY_OUTPUT_FORMAT", "HEX"),
        Parameter("TIMEZONE", "UTC"));

    private static JsonObject Parameter(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Column(string name, string type, int? precision = null, int? scale = null) => new()
    {
        ["name"] = name, ["type"] = type, ["nullable"] = true, ["precision"] = precision, ["scale"] = scale ?? (type == "fixed" ? 0 : null), ["length"] = null,
    };
}
