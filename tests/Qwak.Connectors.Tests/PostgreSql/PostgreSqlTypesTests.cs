using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.PostgreSql;

public sealed class PostgreSqlTypesTests : IAsyncDisposable
{
    private readonly SourceUser _user = new() { Canaries = { ["user"] = Canaries.NewUser(), ["password"] = "a-plain-password" } };

    [Theory]
    [InlineData("true", ColumnKind.Boolean, true)]
    [InlineData("32767::smallint", ColumnKind.Integer, 32767L)]
    [InlineData("'-2147483648'::int", ColumnKind.Integer, -2147483648L)]
    [InlineData("9223372036854775807::bigint", ColumnKind.Integer, long.MaxValue)]
    [InlineData("0.1::float8", ColumnKind.Float, 0.1)]
    [InlineData("0.1::float4", ColumnKind.Float, 0.1f)]
    [InlineData("'NaN'::float8", ColumnKind.Float, double.NaN)]
    [InlineData("12345678901234567890123456789012345678901234567890.000000000000000000001::numeric", ColumnKind.Decimal, "12345678901234567890123456789012345678901234567890.000000000000000000001")]
    [InlineData("1.50::numeric(38,10)", ColumnKind.Decimal, "1.5000000000")]
    [InlineData("'NaN'::numeric", ColumnKind.Decimal, "NaN")]
    [InlineData("'2026-11-25'::date", ColumnKind.Date, "2026-11-25")]
    [InlineData("'infinity'::date", ColumnKind.Date, "infinity")]
    [InlineData("'01:02:03.000004'::time", ColumnKind.Time, "01:02:03.000004")]
    [InlineData("'01:02:03+02'::timetz", ColumnKind.Time, "01:02:03+02")]
    [InlineData("'2026-11-25 01:02:03.123456'::timestamp", ColumnKind.Timestamp, "2026-11-25T01:02:03.123456")]
    [InlineData("'2026-11-25 00:00:00'::timestamp", ColumnKind.Timestamp, "2026-11-25T00:00:00")]
    [InlineData("'-infinity'::timestamp", ColumnKind.Timestamp, "-infinity")]
    [InlineData("'0044-03-15 12:00:00 BC'::timestamp", ColumnKind.Timestamp, "0044-03-15 12:00:00 BC")]
    [InlineData("'2026-11-25 01:02:03.5+05:30'::timestamptz", ColumnKind.Instant, "2026-11-24T19:32:03.5Z")]
    [InlineData("'1 year 2 days 00:00:03.5'::interval", ColumnKind.String, "P1Y2DT3.5S")]
    [InlineData("'it''s ☃'::text", ColumnKind.String, "it's ☃")]
    [InlineData("'6f1e2c0a-0000-4000-8000-0123456789ab'::uuid", ColumnKind.String, "6f1e2c0a-0000-4000-8000-0123456789ab")]
    [InlineData("'10.0.0.0/8'::cidr", ColumnKind.String, "10.0.0.0/8")]
    [InlineData("'[1,5)'::int4range", ColumnKind.String, "[1,5)")]
    [InlineData("'{\"a\": 1.50, \"a\": 2}'::json", ColumnKind.Nested, "{\"a\": 1.50, \"a\": 2}")]
    [InlineData("'{\"b\": 12345678901234567890.50}'::jsonb", ColumnKind.Nested, "{\"b\": 12345678901234567890.50}")]
    [InlineData("array[1.50, null, 123456789012345678901234567890.5]::numeric[]", ColumnKind.Nested, "[1.50,null,123456789012345678901234567890.5]")]
    [InlineData("array[['a','b'],['c','it\"s']]", ColumnKind.Nested, "[[\"a\",\"b\"],[\"c\",\"it\\\"s\"]]")]
    [InlineData("null::timestamptz", ColumnKind.Instant, null)]
    internal async Task A_type_comes_without_loss(string expression, ColumnKind kind, object? cell)
    {
        PostgreSqlServer.Instance.Execute($"CREATE ROLE {_user.Canaries["user"]} LOGIN PASSWORD 'a-plain-password'");

        var sample = await _user.SampleAsync(Query($"select {expression} as v"));

        Assert.Equal((kind, cell), sample["v"]);
    }

    [Fact]
    public async Task Bytes_and_records_come_without_loss()
    {
        PostgreSqlServer.Instance.Execute($"CREATE ROLE {_user.Canaries["user"]} LOGIN PASSWORD 'a-plain-password'");
        PostgreSqlServer.Instance.Execute("DROP TYPE IF EXISTS money_of; CREATE TYPE money_of AS (amount numeric, currency text)");

        var sample = await _user.SampleAsync(Query("select '\\x00ff10'::bytea as v, row(1.50, 'EUR')::money_of as record, 1::numeric(38,10) as priced"));

        Assert.Equal([0x00, 0xff, 0x10], (byte[])sample["v"].Cell!);
        Assert.Equal((ColumnKind.Nested, "{\"amount\":1.50,\"currency\":\"EUR\"}"), sample["record"]);
        Assert.Equal(["bytea", "money_of", "numeric(38,10)"], sample.Columns.Select(column => column.NativeType.Replace("public.", "", StringComparison.Ordinal)));
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private static PostgresSource Query(string query) =>
        new("types", "", "v", "user", "password", $"jdbc:postgresql://localhost:{PostgreSqlServer.Instance.Port}/shop", query: query);
}
