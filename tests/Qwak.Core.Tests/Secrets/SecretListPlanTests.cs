using Dapper;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>How SQLite goes about a page: what makes it cost as much among 100,000 secrets as among ten.</summary>
public sealed class SecretListPlanTests : IAsyncLifetime
{
    private Scene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await Scene.OpenAsync(new SqlitePlace());

    public async ValueTask DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Every_order_is_read_from_an_index_that_has_all_that_decides()
    {
        foreach (var sort in Enum.GetValues<SecretSortKey>())
        {
            foreach (var descending in new[] { false, true })
            {
                var position = new SecretCursor(sort switch
                {
                    SecretSortKey.Name => "some-name",
                    SecretSortKey.Environment => "environment-1 some-name",
                    _ => "1700000000000",
                }, RandomId.New());
                foreach (var after in new[] { null, position })
                {
                    var plan = await PlanAsync(3, new SecretListQuery { Sort = sort, Descending = descending, After = after, Filter = "x" });
                    var parts = plan.Where(step => step.StartsWith("SEARCH secret ", StringComparison.Ordinal)).ToList();
                    Assert.Equal(sort == SecretSortKey.Environment && after is not null ? 2 : 3, parts.Count);
                    Assert.All(parts, step => Assert.Contains("USING COVERING INDEX", step, StringComparison.Ordinal));
                    Assert.DoesNotContain(plan, step => step.StartsWith("SCAN s", StringComparison.Ordinal) && !step.StartsWith("SCAN some", StringComparison.Ordinal));

                    // Only the page itself is sorted.
                    Assert.Single(plan, step => step.Contains("ORDER BY", StringComparison.Ordinal));
                }
            }
        }
    }

    [Theory]
    [InlineData(nameof(SecretConcern.Expiring), "secret_expiring")]
    [InlineData(nameof(SecretConcern.NeverRotated), "secret_never_rotated")]
    [InlineData(nameof(SecretConcern.Unused), "secret_created")]
    public async Task What_needs_attention_is_found_by_an_index(string concern, string index)
    {
        var plan = await PlanAsync(1, new SecretListQuery { Concern = Enum.Parse<SecretConcern>(concern), Sort = SecretSortKey.Created });
        Assert.Contains($" INDEX {index} ", Assert.Single(plan, step => step.StartsWith("SEARCH secret ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(SecretConcern.NeverRotated), nameof(SecretSortKey.Name), "secret_name")]
    [InlineData(nameof(SecretConcern.NeverRotated), nameof(SecretSortKey.Updated), "secret_updated")]
    [InlineData(nameof(SecretConcern.Unused), nameof(SecretSortKey.Name), "secret_name")]
    [InlineData(nameof(SecretConcern.Unused), nameof(SecretSortKey.Updated), "secret_updated")]
    public async Task What_needs_attention_is_read_in_another_order_from_that_orders_index_alone(string concern, string sort, string index)
    {
        var plan = await PlanAsync(1, new SecretListQuery { Concern = Enum.Parse<SecretConcern>(concern), Sort = Enum.Parse<SecretSortKey>(sort) });
        Assert.Contains($" COVERING INDEX {index} ", Assert.Single(plan, step => step.StartsWith("SEARCH secret ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Single(plan, step => step.Contains("ORDER BY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_thousand_environments_are_one_statement()
    {
        var statement = new SecretListStatement(Environments(1000), new SecretListQuery(), TimeProvider.System.GetUtcNow());
        await using var connection = _scene.Place.Connect();
        Assert.Empty(await connection.QueryAsync<string>(statement.Text, statement.Parameters));
    }

    private async Task<List<string>> PlanAsync(int environments, SecretListQuery query)
    {
        var statement = new SecretListStatement(Environments(environments), query, TimeProvider.System.GetUtcNow());
        await using var connection = _scene.Place.Connect();
        return [.. (await connection.QueryAsync("EXPLAIN QUERY PLAN " + statement.Text, statement.Parameters)).Select(row => (string)row.detail)];
    }

    private static List<SecretEnvironment> Environments(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SecretEnvironment(RandomId.New(), $"environment-{i}", null, IsDefault: false, DateTimeOffset.UnixEpoch))];
}
