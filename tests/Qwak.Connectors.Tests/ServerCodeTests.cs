using Npgsql;
using Qwak.Connectors.PostgreSql;
using Qwak.Connectors.Snowflake;
using Qwak.Connectors.Sql;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests;

/// <summary>A server that was told a password can put it where a code belongs.</summary>
public sealed class ServerCodeTests
{
    private static readonly SnowflakeDefinition Snowflake = SnowflakeDefinition.Of(new SnowflakeSource(
        "orders", "", "created", "shop.example", "user", "shop", "public", "warehouse", passwordSecretName: "password", table: "orders"));

    private static readonly JdbcUrl Url = JdbcUrl.Parse("jdbc:postgresql://db.example/shop", ["postgresql"], 5432, new Dictionary<string, string[]?>());

    [Theory]
    [InlineData("390100", "42601", true)]
    [InlineData("hunter2;'", "hunter2;'", false)]
    [InlineData("39010x", "4260", false)]
    public void A_code_is_repeated_only_where_it_is_one(string snowflake, string postgreSql, bool isCode)
    {
        var sql = new SqlSource("orders", null);
        ConnectorException[] failures =
        [
            SnowflakeErrors.OfLogin(snowflake, Snowflake),
            SnowflakeErrors.OfQuery(snowflake, sqlState: null, message: null, Snowflake),
            PostgreSqlErrors.Explain(new PostgresException("", "ERROR", "ERROR", postgreSql), Url, sql)!,
        ];
        Assert.All(failures, failure => Assert.Equal(isCode, failure.Code is not null));
        Assert.Equal(isCode, failures.Any(failure => failure.Message.Contains(snowflake, StringComparison.Ordinal) || failure.Message.Contains(postgreSql, StringComparison.Ordinal)));
    }
}
