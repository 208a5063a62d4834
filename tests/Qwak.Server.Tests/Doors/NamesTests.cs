using System.Net;
using Grpc.Core;
using Qwak.Core.Secrets;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Edge;

namespace Qwak.Server.Tests.Doors;

/// <summary>One rule for names, on every door and for every operation.</summary>
public sealed class NamesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Good() =>
        ["abc", "a-1", "a--b", "aws-api-key", "x" + new string('9', 99), "a" + new string('-', 98) + "z"];

    public static TheoryData<string> Bad() =>
    [
        "ab", "a" + new string('b', 100), "1abc", "-abc", "abc-", "Abc", "aBc", "snowflake_user", "a.b", "a b", "abc ", " abc", "abc\n",
        "a\tb", "a:b", "a;b", "a'b", "a\"b", "a\\b", "a\u0000b", "a$b", "a%62c", "a+b", "ab*", "aws/key", "../abc",
        "\u0430bc", "ab\u0441", "a\u200bb", "a\u00adb", "ab\u0301", "\u00e4bc", "a\u2010b", "a\u2011b", "a\u2212b", "\uff41bc", "ab\uff11",
        "ab\u0661", "\u212aey", "ſecret", "ıabc", "a\u202eb", "🐢🐢🐢",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_good_name_is_taken_by_both_doors(string name)
    {
        (await server.Admin.SetAsync(name, "v")).Expect(HttpStatusCode.OK);
        Assert.Equal("v", await server.Admin.ReadAtEdgeAsync(name));
        await server.Admin.SetAtEdgeAsync(name, "w");
        Assert.Equal("w", (await server.Admin.ReadAsync(name)).Member("value"));
        await server.Admin.Edge.DeleteSecretAsync(new DeleteSecretRequest { Name = name }, server.Admin.Headers());
        (await server.Admin.ReadAsync(name)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_name_is_refused_by_both_doors(string name)
    {
        var headers = server.Admin.Headers();
        await Refused.WithAsync(
            StatusCode.InvalidArgument, QwakErrorCodes.InvalidName, server.Admin.Edge.GetSecretAsync(new() { Name = name }, headers));
        await Refused.WithAsync(
            StatusCode.InvalidArgument, QwakErrorCodes.InvalidName, server.Admin.Edge.SetSecretAsync(new() { Name = name, Value = "v" }, headers));
        await Refused.WithAsync(
            StatusCode.InvalidArgument, QwakErrorCodes.InvalidName, server.Admin.Edge.DeleteSecretAsync(new() { Name = name }, headers));
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)) // no such paths
        {
            return;
        }

        var path = $"/api/v1/environments/default/secrets/{Uri.EscapeDataString(name)}";
        foreach (var answer in new[]
        {
            await server.Admin.PutAsync(path, new { value = "v" }), await server.Admin.GetAsync(path),
            await server.Admin.GetAsync(path + "/value"), await server.Admin.DeleteAsync(path),
        })
        {
            answer.Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
        }
    }

    [Fact]
    public async Task An_empty_name_is_refused_and_a_slash_reaches_nothing()
    {
        await Refused.WithAsync(
            StatusCode.InvalidArgument, QwakErrorCodes.InvalidName, server.Admin.Edge.GetSecretAsync(new() { Name = "" }, server.Admin.Headers()));
        var answer = await server.Admin.GetAsync("/api/v1/environments/default/secrets/aws%2Fkey/value");
        Assert.Contains(answer.Status, new[] { 400, 404 });
    }

    [Fact]
    public async Task The_dashed_form_is_offered()
    {
        var e = await Refused.WithAsync(
            StatusCode.InvalidArgument, QwakErrorCodes.InvalidName,
            server.Admin.Edge.SetSecretAsync(new() { Name = "Snowflake_User", Value = "v" }, server.Admin.Headers()));
        Assert.Contains("Did you mean 'snowflake-user'?", e.Status.Detail, StringComparison.Ordinal);
        var answer = await server.Admin.SetAsync("Snowflake_User", "v");
        Assert.Contains("Did you mean 'snowflake-user'?", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_name_is_recorded_by_its_length_only()
    {
        await server.Admin.SetAsync("LOG\nFORGERY", "v");
        var events = await server.Admin.GetAsync("/api/v1/audit/events?limit=5&action=secret.set");
        Assert.Contains(events.Items, e => e.GetProperty("name").GetString() == "[invalid] length 11");
        Assert.DoesNotContain("FORGERY", events.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Legacy_names_admit_underscores_and_nothing_else()
    {
        await using var legacy = await ServerFixture.StartAsync(secrets: new SecretOptions { NameRule = SecretNameRule.Legacy });
        await legacy.Admin.SetAtEdgeAsync("snowflake_user", "v");
        Assert.Equal("v", (await legacy.Admin.ReadAsync("snowflake_user")).Member("value"));
        (await legacy.Admin.SetAsync("Snowflake", "v")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
    }
}
