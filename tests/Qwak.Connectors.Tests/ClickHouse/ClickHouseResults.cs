using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Qwak.Connectors.Tests.ClickHouse;

/// <summary>Results as ClickHouse writes them in JSONCompactEachRowWithNamesAndTypes, under the settings of a request.</summary>
internal static partial class ClickHouseResults
{
    public static string Of(string statement, IQueryCollection settings) =>
        statement.Contains("TYPES") ? Types(new Settings(settings))
        : statement.Contains("HUGE") ? Numbers(1000, new string('x', 2000))
        : Numbers(int.Min(250, Limit().Match(statement) is { Success: true } limit ? int.Parse(limit.Groups[1].Value, CultureInfo.InvariantCulture) : 250), "row");

    private static string Numbers(int count, string text) =>
        "[\"id\",\"name\"]\n[\"UInt32\",\"String\"]\n" + string.Concat(Enumerable.Range(0, count).Select(id => $"[{id},\"{text}, {id}\"]\n"));

    private static string Types(Settings settings)
    {
        (string Name, string Type, string Cell)[] columns =
        [
            ("small", "Int8", "-128"),
            ("wide", "UInt64", settings.Quoted("output_format_json_quote_64bit_integers", "18446744073709551615")),
            ("big", "Int64", settings.Quoted("output_format_json_quote_64bit_integers", "-9223372036854775808")),
            ("widest", "UInt256", settings.Quoted("output_format_json_quote_64bit_integers", "115792089237316195423570985008687907853269984665640564039457584007913129639935")),
            ("money", "Decimal(38, 10)", settings.Quoted("output_format_json_quote_decimals", settings.IsOn("output_format_decimal_trailing_zeros") ? "1234567890123456789012345678.5000000000" : "1234567890123456789012345678.5")),
            ("ratio", "Float64", "0.1"),
            ("single", "Float32", "0.1"),
            ("nothing_real", "Float64", settings.IsOn("output_format_json_quote_denormals") ? "\"nan\"" : "null"),
            ("flag", "Bool", "true"),
            ("name", "LowCardinality(Nullable(String))", "\"Zoë \\\"q\\\" ☃\\n\""),
            ("day", "Date32", "\"2026-11-25\""),
            ("created", "DateTime('Asia/Kolkata')", settings.IsIso ? "\"2026-11-25T01:02:03Z\"" : "\"2026-11-25 06:32:03\""),
            ("moment", "DateTime64(9, 'UTC')", settings.IsIso ? "\"2026-11-25T01:02:03.123456789Z\"" : "\"2026-11-25 01:02:03.123456789\""),
            ("id", "UUID", "\"6f1e2c0a-0000-4000-8000-0123456789ab\""),
            ("colour", "Enum8('red' = 1)", "\"red\""),
            ("total", "SimpleAggregateFunction(sum, Int32)", "7"),
            ("list", "Array(Nullable(Int32))", "[1,null,3]"),
            ("pair", "Tuple(a Int32, b String)", settings.IsOn("output_format_json_named_tuples_as_objects") ? "{\"a\":1,\"b\":\"x\"}" : "[1,\"x\"]"),
            ("map", "Map(String, Array(Int32))", "{\"k\":[1,2]}"),
            ("missing", "Nullable(Int32)", "null"),
        ];
        return $"[{string.Join(',', columns.Select(column => $"\"{column.Name}\""))}]\n"
            + $"[{string.Join(',', columns.Select(column => $"\"{column.Type}\""))}]\n"
            + $"[{string.Join(',', columns.Select(column => column.Cell))}]\n";
    }

    [GeneratedRegex(@"LIMIT (\d+)")]
    private static partial Regex Limit();

    private sealed class Settings(IQueryCollection query)
    {
        public bool IsIso => query["date_time_output_format"] == "iso";

        public bool IsOn(string setting) => query[setting] == "1";

        public string Quoted(string setting, string digits) => IsOn(setting) ? $"\"{digits}\"" : digits;
    }
}
