using System.Net;
using Qwak.Connectors.Tests.PostgreSql;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.DataSources;

/// <summary>A secret's new value is tried at its data sources, of a real PostgreSQL server, before it becomes the current one.</summary>
public sealed class RotationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_value_that_opens_every_source_becomes_current_and_each_source_is_told()
    {
        var orders = await RegisterAsync();
        PostgreSqlServer.Instance.Execute($"ALTER ROLE {orders.User} PASSWORD 'rotated-{orders.Table}'");
        var set = (await SetAsync(server.Admin, orders, $"rotated-{orders.Table}")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, set.Json.GetProperty("version").GetInt32());
        var check = Assert.Single(set.Json.GetProperty("checks").EnumerateArray());
        Assert.Equal((orders.Name, "ok"), (check.GetProperty("dataSource").GetString(), check.GetProperty("status").GetString()));
        await SampleAsync(orders, HttpStatusCode.OK);

        var again = (await SetAsync(server.Admin, orders, $"rotated-{orders.Table}")).Expect(HttpStatusCode.OK);
        Assert.True(again.Json.GetProperty("unchanged").GetBoolean());
    }

    [Fact]
    public async Task A_value_that_a_source_is_not_opened_with_leaves_the_old_one_current_and_is_in_no_answer_or_event()
    {
        var orders = await RegisterAsync();
        await SampleAsync(orders, HttpStatusCode.OK);
        var wrong = $"canary-{orders.Table}";
        var refused = await SetAsync(server.Admin, orders, wrong);
        refused.Expect(HttpStatusCode.UnprocessableEntity, QwakErrorCodes.SourceFailed);
        Assert.Contains($"{orders.Name}: The server at localhost:{Orders.Port} refuses", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Text, StringComparison.Ordinal);
        Assert.Equal(orders.Password, (await server.Admin.ReadAsync(orders.PasswordSecret)).Member("value"));
        await SampleAsync(orders, HttpStatusCode.OK);

        var tried = (await server.Admin.GetAsync($"/api/v1/audit/events?name={orders.Name}&action=data-source.check&limit=10")).Items;
        Assert.Equal("source_failed:Login", Assert.Single(tried).GetProperty("outcome").GetString());
        Assert.DoesNotContain("canary", (await server.Admin.GetAsync("/api/v1/audit/events?limit=200")).Text, StringComparison.Ordinal);

        // What logged in with the candidate is not kept: the version that it would have been is another value's now.
        PostgreSqlServer.Instance.Execute($"ALTER ROLE {orders.User} PASSWORD 'second-{orders.Table}'");
        (await SetAsync(server.Admin, orders, $"second-{orders.Table}")).Expect(HttpStatusCode.OK);
        await SampleAsync(orders, HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_candidate_goes_where_the_secret_is_bound_and_nowhere_else()
    {
        var orders = await RegisterAsync();
        (await server.Admin.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source($"jdbc:postgresql://127.0.0.1:{Orders.Port}/shop")))).Expect(HttpStatusCode.OK);
        var refused = await SetAsync(server.Admin, orders, "another-value");
        refused.Expect(HttpStatusCode.UnprocessableEntity, QwakErrorCodes.SourceFailed);
        Assert.Contains("may not be sent to 127.0.0.1", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_set_the_secret_is_refused_before_any_source_is_opened()
    {
        var orders = await RegisterAsync();
        var reader = await server.NewUserAsync("reader");
        (await SetAsync(reader, orders, "another-value")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        Assert.Empty((await server.Admin.GetAsync($"/api/v1/audit/events?name={orders.Name}&action=data-source.check&limit=10")).Items);
    }

    [Fact]
    public async Task A_secret_without_sources_is_set_at_once_and_one_of_a_source_without_a_connector_is_set_and_says_so()
    {
        var name = server.NewName("bigquery");
        (await server.Admin.PutAsync($"/api/v1/environments/default/secrets/{name}-key", new { value = "e30=", check = true })).Expect(HttpStatusCode.OK);
        var source = new FeatureStore.DataSources.BigQuerySource(name, "", "at", $"{name}-key", dataset: "shop", table: "orders");
        (await server.Admin.PutAsync($"{Orders.Path}/{name}", Orders.Body(source))).Expect(HttpStatusCode.OK);
        var set = (await server.Admin.PutAsync($"/api/v1/environments/default/secrets/{name}-key", new { value = "e30K", check = true })).Expect(HttpStatusCode.OK);
        Assert.Equal("skipped", Assert.Single(set.Json.GetProperty("checks").EnumerateArray()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_lineage_of_a_secret_tells_source_version_and_uses_and_a_purge_is_refused_with_the_sources()
    {
        var orders = await RegisterAsync();
        await SampleAsync(orders, HttpStatusCode.OK);
        var secret = $"/api/v1/environments/default/secrets/{orders.PasswordSecret}";
        var source = Assert.Single((await server.Admin.GetAsync($"{secret}/data-sources")).Items);
        Assert.Equal((orders.Name, true), (source.GetProperty("dataSource").GetString(), source.GetProperty("isNamed").GetBoolean()));
        var used = Assert.Single(source.GetProperty("versions").EnumerateArray());
        Assert.Equal((1, 1), (used.GetProperty("version").GetInt32(), used.GetProperty("uses").GetInt32()));

        foreach (var door in new[] { secret, $"{secret}?purge=true" })
        {
            var refused = await server.Admin.SendAsync(HttpMethod.Delete, door, null);
            refused.Expect(HttpStatusCode.Conflict, QwakErrorCodes.InUse);
            Assert.Contains(orders.Name, refused.Text, StringComparison.Ordinal);
        }

        (await server.Admin.SendAsync(HttpMethod.Delete, $"{secret}?purge=true&force=true", null)).Expect(HttpStatusCode.NoContent);
    }

    private async Task<Orders> RegisterAsync()
    {
        var orders = await Orders.CreateAsync(server);
        (await server.Admin.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        return orders;
    }

    private static Task<RestAnswer> SetAsync(TestUser user, Orders orders, string value) =>
        user.PutAsync($"/api/v1/environments/default/secrets/{orders.PasswordSecret}", new { value, check = true });

    private async Task SampleAsync(Orders orders, HttpStatusCode expected) =>
        (await server.Admin.PostAsync($"{Orders.Path}/{orders.Name}/sample", new { rows = 1 })).Expect(expected);
}
