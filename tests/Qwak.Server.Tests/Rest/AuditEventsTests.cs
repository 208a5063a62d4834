using System.Net;
using Grpc.Core;
using Qwak.Core.Audit;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

public sealed class AuditEventsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Events = "/api/v1/audit/events";

    [Fact]
    public async Task An_event_tells_who_did_what_where_when_from_where_and_with_what_outcome()
    {
        var name = server.NewName("audited");
        await server.Admin.SetAsync(name, "v");
        var read = await server.Admin.ReadAsync(name);
        var first = (await server.Admin.GetAsync($"{Events}?name={name}&action=secret.read")).Expect(HttpStatusCode.OK).Items.Single();
        Assert.Equal(
            ("admin", "secret.read", "default", name, 1, "ok"),
            (Text("principal"), Text("action"), Text("environment"), Text("name"), first.GetProperty("version").GetInt32(), Text("outcome")));
        Assert.Equal(read.RequestId, Text("requestId"));
        Assert.Equal("127.0.0.1", Text("address"));
        Assert.InRange(first.GetProperty("time").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow());

        string? Text(string member) => first.GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_denied_read_is_recorded_as_denied_though_it_was_answered_as_missing()
    {
        var name = server.NewName("denied");
        await server.Admin.SetAsync(name, "v");
        var user = await server.NewUserAsync("reader", "default");
        await server.Admin.DeleteAsync($"/api/v1/role-assignments/{user.Name}/default");
        var refused = await Assert.ThrowsAsync<RpcException>(() => user.ReadAtEdgeAsync(name));
        var last = (await server.Admin.GetAsync($"{Events}?principal={user.Name}&name={name}")).Items.Single();
        Assert.Equal("permission_denied", last.GetProperty("outcome").GetString());
        Assert.Equal(refused.Trailers.GetValue("x-request-id"), last.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Pages_go_back_in_time_without_gap_or_repetition()
    {
        var name = server.NewName("paged");
        foreach (var value in Enumerable.Range(0, 7))
        {
            await server.Admin.SetAsync(name, $"v{value}");
        }

        var versions = new List<int>();
        string? after = null;
        do
        {
            var page = await server.Admin.GetAsync($"{Events}?name={name}&limit=3&after={after}");
            versions.AddRange(page.Items.Select(e => e.GetProperty("version").GetInt32()));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], versions);
    }

    [Fact]
    public async Task A_search_without_a_hit_for_long_ends_its_page_and_goes_on_behind_it()
    {
        var name = server.NewName("needle");
        var looked = new AuditQuery().MostLookedThrough;
        server.Sql($"""
            INSERT INTO audit_event (writer, sequence, time, action, name, outcome, count, hash)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= {looked})
            SELECT 99, i, i, 'secret.read', CASE i WHEN 1 THEN '{name}' ELSE 'hay' END, 'ok', 1, x'00' FROM n
            """);
        var first = (await server.Admin.GetAsync($"{Events}?name={name}")).Expect(HttpStatusCode.OK);
        Assert.Empty(first.Items);
        Assert.NotNull(first.Next);
        var second = (await server.Admin.GetAsync($"{Events}?name={name}&after={first.Next}")).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 1), (second.Items.Single().GetProperty("sequence").GetInt32(), second.Items.Single().GetProperty("count").GetInt32()));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("after=x")]
    [InlineData("after=1.2")]
    [InlineData("after=1.2.-3")]
    public async Task A_wrong_parameter_is_400(string query) =>
        (await server.Admin.GetAsync($"{Events}?{query}")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);

    [Fact]
    public async Task Strangers_are_recorded_together()
    {
        for (var i = 0; i < 20; i++)
        {
            (await server.With("nonsense").GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.Unauthorized);
        }

        await server.Store.Refusals.FlushAsync();
        var events = (await server.Admin.GetAsync($"{Events}?action=access-token.check")).Items;
        Assert.Equal(20, events.Sum(e => e.GetProperty("count").GetInt32()));
        Assert.InRange(events.Count, 1, 5);
    }

    [Fact]
    public async Task Health_keys_and_documents_leave_no_event()
    {
        var before = (await server.Admin.GetAsync($"{Events}?limit=1")).Items[0].GetProperty("sequence").GetInt64();
        foreach (var path in new[] { "/health/live", "/health/ready", "/.well-known/jwks.json", "/openapi/v1.json" })
        {
            (await server.Stranger.GetAsync(path)).Expect(HttpStatusCode.OK);
        }

        await server.Store.Refusals.FlushAsync();
        var after = (await server.Admin.GetAsync($"{Events}?limit=1")).Items[0].GetProperty("sequence").GetInt64();
        Assert.Equal(before + 1, after);
    }
}
