using Qwak.Connectors.Sql;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Sql;

public sealed class JdbcUrlTests
{
    private static readonly Dictionary<string, string[]?> Parameters = new(StringComparer.OrdinalIgnoreCase) { ["sslmode"] = ["require"], ["currentSchema"] = null };

    [Theory]
    [InlineData("jdbc:postgresql://db.example.com/shop", "db.example.com:5432", "shop")]
    [InlineData("jdbc:postgresql://db.example.com:6000/shop?sslmode=require", "db.example.com:6000", "shop")]
    [InlineData("jdbc:postgresql://[2001:db8::1]:6000/shop", "[2001:db8::1]:6000", "shop")]
    [InlineData("jdbc:postgresql://db.example.com/my%20shop%3BHost%3Devil", "db.example.com:5432", "my shop;Host=evil")]
    public void Its_parts_are_read(string text, string target, string database)
    {
        var url = JdbcUrl.Parse(text, ["postgresql"], 5432, Parameters);

        Assert.Equal(target, url.Target.ToString());
        Assert.Equal(database, url.Database);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("postgresql://db.example.com/shop")]
    [InlineData("jdbc:mysql://db.example.com/shop")]
    [InlineData("jdbc:postgresql:shop")]
    [InlineData("jdbc:postgresql:///shop")]
    [InlineData("jdbc:postgresql://db.example.com")]
    [InlineData("jdbc:postgresql://db.example.com/")]
    [InlineData("jdbc:postgresql://db.example.com/a/b")]
    [InlineData("jdbc:postgresql://db.example.com/shop#fragment")]
    [InlineData("jdbc:postgresql://user:pass@db.example.com/shop")]
    [InlineData("jdbc:postgresql://user@db.example.com/shop")]
    [InlineData("jdbc:postgresql://@db.example.com/shop")]
    [InlineData("jdbc:postgresql://a.example.com,b.example.com/shop")]
    [InlineData("jdbc:postgresql://db.example.com;Host=evil.org/shop")]
    [InlineData("jdbc:postgresql://db.example.com/shop?sslmode=disable")]
    [InlineData("jdbc:postgresql://db.example.com/shop?sslmode=require&sslmode=require")]
    [InlineData("jdbc:postgresql://db.example.com/shop?user=me")]
    [InlineData("jdbc:postgresql://db.example.com/shop?password=x")]
    [InlineData("jdbc:postgresql://db.example.com/shop?socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext")]
    [InlineData("jdbc:postgresql://db.example.com/shop?sslfactory=x")]
    [InlineData("jdbc:postgresql://db.example.com/shop?loggerFile=/etc/passwd")]
    public void Anything_else_is_refused_before_a_server_is_dialled(string? text)
    {
        var refusal = Assert.Throws<ConnectorException>(() => JdbcUrl.Parse(text, ["postgresql"], 5432, Parameters));

        Assert.Equal(ConnectorFailure.Definition, refusal.Failure);
    }

    [Theory]
    [InlineData("allowLoadLocalInfile=true")]
    [InlineData("allowUrlInLocalInfile=true")]
    [InlineData("autoDeserialize=true")]
    [InlineData("useSSL=false")]
    [InlineData("sslMode=DISABLED")]
    [InlineData("serverRSAPublicKeyFile=/etc/passwd")]
    [InlineData("allowPublicKeyRetrieval=true")]
    [InlineData("socksProxyHost=evil.org")]
    public async Task What_mysql_must_not_be_told_is_refused_by_name(string parameter)
    {
        await using var user = new SourceUser { Canaries = { ["u"] = Canaries.NewUser(), ["p"] = Canaries.NewPassword() } };

        var refusal = await user.FailAsync(
            ConnectorFailure.Definition, new MysqlSource("s", "", "id", "u", "p", $"jdbc:mysql://localhost:1/shop?{parameter}", "t"));

        Assert.Contains(parameter.Split('=')[0], refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("orders", "\"orders\"")]
    [InlineData("Orders", "\"orders\"")]
    [InlineData("public.orders", "\"public\".\"orders\"")]
    [InlineData("\"Odd.Schema\".\"Or\"\"ders\"", "\"Odd.Schema\".\"Or\"\"ders\"")]
    [InlineData("orders; drop table x --", "\"orders; drop table x --\"")]
    [InlineData("a) union select 1", "\"a) union select 1\"")]
    [InlineData("or\"ders", "\"or\"\"ders\"")]
    public void A_table_is_a_name_whatever_is_in_it(string text, string quoted) =>
        Assert.Equal(quoted, TableName.Quote(text, '"', name => name.ToLowerInvariant()));

    [Theory]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a.b.c.d")]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    [InlineData("\"\"")]
    [InlineData("a\0b")]
    public void What_is_no_name_is_refused(string text) => Assert.Throws<ConnectorException>(() => TableName.Quote(text, '"', name => name));
}
