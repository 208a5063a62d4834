using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>What strangers cause is counted truly and costs little.</summary>
public abstract class AnonymousRefusalsSuite : StoreSuite
{
    private AnonymousRefusals Refusals => Scene.Store.Refusals;

    [Fact]
    public async Task Refusals_of_one_address_within_a_second_are_one_event()
    {
        var most = new FailedLoginOptions().PerAddress;
        for (var i = 0; i < 1000; i++)
        {
            Assert.True((await Scene.Store.Authenticator.AuthenticateAsync("wrong", User.Origin)).IsRefused);
        }

        Assert.True((await Scene.Store.Authenticator.AuthenticateBearerAsync("wrong", User.Origin)).IsRefused);
        Assert.True((await Scene.Store.Authenticator.AuthenticateBearerAsync(null, User.Origin)).IsRefused);
        Assert.Empty(await RefusalsAsync());
        await Refusals.FlushAsync();
        Assert.Equal(
            [("access-token.check", "192.0.2.7", 2), ("api-key.authenticate", "192.0.2.7", most)],
            (await RefusalsAsync()).OrderBy(r => r.Action));
        Assert.Equal([("api-key.authenticate", "192.0.2.7", 1000 - most)], await RefusalsAsync("rate_limited"));
        await Refusals.FlushAsync();
        Assert.Equal(2, (await RefusalsAsync()).Count);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task Beyond_the_cap_addresses_are_counted_together()
    {
        for (var i = 0; i < 1000; i++)
        {
            Refusals.Record($"10.0.{i / 250}.{i % 250}", AuditActions.AccessTokenCheck);
        }

        await Refusals.FlushAsync();
        var all = await RefusalsAsync();
        Assert.Equal(AnonymousRefusals.MostAddresses + 1, all.Count);
        Assert.Equal(1000, all.Sum(r => r.Count));
        Assert.Equal(1000 - AnonymousRefusals.MostAddresses, Assert.Single(all, r => r.Address is null).Count);
    }

    [Fact]
    public async Task A_million_refusals_cost_a_bounded_number_of_rows_and_are_all_counted()
    {
        // 100 seconds of 10,000 a second, each second from 1,000 other addresses.
        var commits = Scene.Store.Commits.Commits;
        for (var second = 0; second < 100; second++)
        {
            for (var i = 0; i < 10_000; i++)
            {
                Refusals.Record($"10.{second}.{i % 1000 / 250}.{i % 250}", AuditActions.AccessTokenCheck);
            }

            Scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Refusals.FlushAsync();
        }

        var all = await RefusalsAsync();
        Assert.Equal(1_000_000, all.Sum(r => (long)r.Count));
        Assert.InRange(all.Count, AnonymousRefusals.Reserve, AnonymousRefusals.Reserve + 100 + 100);
        Assert.InRange(Scene.Store.Commits.Commits - commits, 100, 400);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task The_spent_reserve_comes_back_by_one_a_second()
    {
        for (var round = 0; round * AnonymousRefusals.MostAddresses < AnonymousRefusals.Reserve; round++)
        {
            for (var i = 0; i < AnonymousRefusals.MostAddresses; i++)
            {
                Refusals.Record($"10.{round}.0.{i}", AuditActions.AccessTokenCheck);
            }

            await Refusals.FlushAsync();
        }

        var before = (await RefusalsAsync()).Count(r => r.Address is not null);
        Assert.Equal(AnonymousRefusals.Reserve, before);
        Scene.Time.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 20; i++)
        {
            Refusals.Record($"10.99.0.{i}", AuditActions.AccessTokenCheck);
        }

        await Refusals.FlushAsync();
        Assert.Equal(before + 5, (await RefusalsAsync()).Count(r => r.Address is not null));
    }

    [Fact]
    public async Task Refusals_wait_for_a_store_that_cannot_be_written_and_the_log_tells_of_it()
    {
        var log = new LogLines<AnonymousRefusals>();
        var refusals = new AnonymousRefusals(Scene.Store.Commits, Scene.Time, log);
        await Scene.Place.ExecuteAsync("ALTER TABLE audit_event RENAME TO audit_event_away");
        refusals.Record("10.0.0.1", AuditActions.AccessTokenCheck);
        await refusals.FlushAsync();
        refusals.Record("10.0.0.1", AuditActions.AccessTokenCheck);
        await Scene.Place.ExecuteAsync("ALTER TABLE audit_event_away RENAME TO audit_event");
        await refusals.FlushAsync();
        Assert.StartsWith("1 refusals", Assert.Single(log.All), StringComparison.Ordinal);
        Assert.Equal([("access-token.check", "10.0.0.1", 2)], await RefusalsAsync());
    }

    private async Task<List<(string Action, string? Address, int Count)>> RefusalsAsync(string outcome = "unauthenticated") =>
        [.. (await Scene.EventsAsync()).Where(e => e.Principal is null && e.Outcome == outcome).Select(e => (e.Action, e.Address, e.Count))];
}

public sealed class AnonymousRefusalsOnSqlite : AnonymousRefusalsSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
