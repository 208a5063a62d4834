using System.Net;
using System.Text.Json;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

/// <summary>Lists are sorted, filtered and paged by key, so that a change between two pages loses and repeats nothing else.</summary>
public sealed class ListSecretsTests : IAsyncLifetime
{
    private const string Secrets = "/api/v1/environments/default/secrets";
    private static readonly string[] Names = ["mno", "abc", "xyz", "abd", "b-1", "b-2", "mn-o"];

    private ServerFixture _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerFixture.StartAsync();
        foreach (var name in Names)
        {
            (await _server.Admin.SetAsync(name, "v")).Expect(HttpStatusCode.OK);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("name", "asc")]
    [InlineData("name", "desc")]
    [InlineData("created", "asc")]
    [InlineData("updated", "desc")]
    [InlineData("environment", "asc")]
    public async Task Pages_of_two_hold_what_one_page_holds(string sort, string order)
    {
        var whole = Name((await _server.Admin.GetAsync($"{Secrets}?sort={sort}&order={order}")).Items);
        var paged = new List<string>();
        string? after = null;
        do
        {
            var page = await _server.Admin.GetAsync($"{Secrets}?sort={sort}&order={order}&limit=2&after={after}");
            Assert.InRange(page.Items.Count, 1, 2);
            paged.AddRange(Name(page.Items));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(whole, paged);
        Assert.Equal(Names.Order(StringComparer.Ordinal), paged.Order(StringComparer.Ordinal));
        if (sort == "name")
        {
            Assert.Equal(order == "asc" ? Names.Order(StringComparer.Ordinal) : Names.OrderDescending(StringComparer.Ordinal), paged);
        }
    }

    [Theory]
    [InlineData("name", "created")]
    [InlineData("name", "environment")]
    [InlineData("created", "environment")]
    [InlineData("environment", "updated")]
    public async Task A_position_of_another_order_is_no_fault(string sort, string other)
    {
        var next = (await _server.Admin.GetAsync($"{Secrets}?sort={sort}&limit=1")).Next;
        (await _server.Admin.GetAsync($"{Secrets}?sort={other}&limit=1&after={next}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_page_goes_on_after_what_was_deleted_meanwhile()
    {
        var first = await _server.Admin.GetAsync($"{Secrets}?limit=2");
        (await _server.Admin.DeleteAsync($"{Secrets}/abd")).Expect(HttpStatusCode.NoContent);
        await _server.Admin.SetAsync("aaa", "v");
        var second = await _server.Admin.GetAsync($"{Secrets}?limit=2&after={first.Next}");
        Assert.Equal(["b-1", "b-2"], Name(second.Items));
    }

    [Fact]
    public async Task Filters_take_text_literally()
    {
        Assert.Equal(["mn-o", "mno"], Name((await _server.Admin.GetAsync($"{Secrets}?filter=mn")).Items));
        Assert.Equal(["mn-o", "mno"], Name((await _server.Admin.GetAsync($"{Secrets}?filter=MN")).Items));
        foreach (var wild in new[] { "%25", "_", "*", "%5C", "'", "zzz" })
        {
            Assert.Empty((await _server.Admin.GetAsync($"{Secrets}?filter={wild}")).Items);
        }
    }

    [Fact]
    public async Task Items_have_properties_and_no_value()
    {
        var item = (await _server.Admin.GetAsync($"{Secrets}?limit=1")).Items.Single();
        Assert.Equal(
            [
                "createdAt", "createdBy", "deletedAt", "description", "environment", "expiresAt", "isSensitive", "lastReadAt", "lastReadBy", "name",
                "owner", "tags", "updatedAt", "updatedBy", "version",
            ],
            item.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal("admin", item.GetProperty("createdBy").GetString());
    }

    [Theory]
    [InlineData("sort=size")]
    [InlineData("order=up")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=many")]
    [InlineData("limit=99999999999")]
    [InlineData("after=nonsense")]
    [InlineData("after=%00")]
    [InlineData("after=YWJj")]
    public async Task A_wrong_parameter_is_400_and_not_repeated(string query)
    {
        var answer = await _server.Admin.GetAsync($"{Secrets}?{query}");
        answer.Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        Assert.DoesNotContain("nonsense", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_a_filter_is_400() =>
        (await _server.Admin.GetAsync($"{Secrets}?filter={new string('x', 101)}")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);

    [Fact]
    public async Task The_control_plane_lists_what_its_caller_may_list()
    {
        await _server.CreateEnvironmentAsync("production");
        await _server.Admin.SetAsync("abc", "v", "production");
        var all = (await _server.Admin.Admiral.ListAccountSecretsAsync(new(), _server.Admin.Headers())).AccountSecrets.Secrets;
        Assert.Equal(8, all.Count);
        Assert.Equal(["default", "production"], all.Where(s => s.Identifier.Name == "abc").Select(s => s.Identifier.EnvironmentId).Order());
        Assert.All(all, s => Assert.True(s.CreatedAt is not null && s.LastUpdatedAt >= s.CreatedAt));

        var reader = await _server.NewUserAsync("reader", "production");
        var visible = (await reader.Admiral.ListAccountSecretsAsync(new(), reader.Headers())).AccountSecrets.Secrets;
        Assert.Equal("production", Assert.Single(visible).Identifier.EnvironmentId);
        (await reader.GetAsync(Secrets)).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
    }

    private static IEnumerable<string> Name(IEnumerable<JsonElement> items) => items.Select(item => item.GetProperty("name").GetString()!);
}
