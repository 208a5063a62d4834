using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.MySql;

public sealed class MariaDbTypesTests : IAsyncDisposable
{
    private readonly SourceUser _user = new() { Canaries = { ["user"] = Canaries.NewUser(), ["password"] = "a-plain-password" } };

    [Theory]
    [InlineData("tinyint(1)", "2", ColumnKind.Integer, 2L)]
    [InlineData("int unsigned", "4294967295", ColumnKind.Integer, 4294967295L)]
    [InlineData("bigint", "-9223372036854775808", ColumnKind.Integer, long.MinValue)]
    [InlineData("bigint unsigned", "18446744073709551615", ColumnKind.Decimal, "18446744073709551615")]
    [InlineData("bit(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'", ColumnKind.Decimal, "18446744073709551615")]
    [InlineData("decimal(65,30)", "12345678901234567890123456789012345.123456789012345678901234567890", ColumnKind.Decimal, "12345678901234567890123456789012345.123456789012345678901234567890")]
    [InlineData("double", "0.1", ColumnKind.Float, 0.1)]
    [InlineData("float", "0.5", ColumnKind.Float, 0.5f)]
    [InlineData("date", "'2026-11-25'", ColumnKind.Date, "2026-11-25")]
    [InlineData("date", "'0000-00-00'", ColumnKind.Date, "0000-00-00")]
    [InlineData("datetime(6)", "'2026-11-25 01:02:03.123456'", ColumnKind.Timestamp, "2026-11-25T01:02:03.123456")]
    [InlineData("datetime", "'0000-00-00 00:00:00'", ColumnKind.Timestamp, "0000-00-00T00:00:00")]
    [InlineData("timestamp(6)", "'2026-11-25 01:02:03.5'", ColumnKind.Instant, "2026-11-25T01:02:03.5Z")]
    [InlineData("time(6)", "'-838:59:58.999999'", ColumnKind.Time, "-838:59:58.999999")]
    [InlineData("year", "2026", ColumnKind.Integer, 2026L)]
    [InlineData("varchar(50)", "'it''s ☃'", ColumnKind.String, "it's ☃")]
    [InlineData("char(36)", "'6f1e2c0a-0000-4000-8000-0123456789AB'", ColumnKind.String, "6f1e2c0a-0000-4000-8000-0123456789AB")]
    [InlineData("json", "'{\"a\": 1.50}'", ColumnKind.String, "{\"a\": 1.50}")]
    [InlineData("enum('a','b')", "'b'", ColumnKind.String, "b")]
    [InlineData("text", "null", ColumnKind.String, null)]
    internal async Task A_type_comes_without_loss(string type, string value, ColumnKind kind, object? cell)
    {
        var sample = await SampleAsync(type, value);

        Assert.Equal((kind, cell), sample["v"]);
    }

    [Fact]
    public async Task Bytes_come_without_loss() => Assert.Equal([0x00, 0xff, 0x10], (byte[])(await SampleAsync("varbinary(10)", "x'00ff10'"))["v"].Cell!);

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private async Task<Sample> SampleAsync(string type, string value)
    {
        var user = _user.Canaries["user"];
        MariaDbServer.Instance.Execute(
            $"CREATE USER {user} IDENTIFIED BY 'a-plain-password'; SET sql_mode='ALLOW_INVALID_DATES', time_zone='+00:00'; "
            + $"CREATE TABLE {user} (v {type} null); INSERT INTO {user} VALUES ({value}); GRANT SELECT ON shop.{user} TO {user}");
        return await _user.SampleAsync(
            new MysqlSource("types", "", "v", "user", "password", $"jdbc:mysql://localhost:{MariaDbServer.Instance.Port}/shop", dbTable: user));
    }
}
