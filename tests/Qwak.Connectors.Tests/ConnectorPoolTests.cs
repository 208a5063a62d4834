using Microsoft.Extensions.Time.Testing;
using Qwak.Connectors.Network;
using Qwak.Connectors.Pooling;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests;

public sealed class ConnectorPoolTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<Counted> _made = [];
    private readonly ConnectorPool _pool;

    public ConnectorPoolTests() => _pool = new ConnectorPool(new ConnectorLimits { Uses = 3, KeptFor = TimeSpan.FromMinutes(1) }, _clock);

    [Fact]
    public async Task Uses_of_one_state_share_a_connector()
    {
        await using (await RentAsync("a", "1"))
        await using (await RentAsync("a", "1"))
        {
            Assert.Single(_made);
        }

        await using var again = await RentAsync("a", "1");
        Assert.False(Assert.Single(_made).IsClosed);
    }

    [Fact]
    public async Task A_rotation_or_another_binding_replaces_the_connector_and_the_old_one_closes_after_its_last_use()
    {
        var old = await RentAsync("a", "1");
        await using (await RentAsync("a", "2"))
        {
            Assert.False(_made[0].IsClosed);
            await old.DisposeAsync();
            Assert.True(_made[0].IsClosed);
        }

        await using var rebound = await RentAsync("a", "2", "db.example.com:1");
        Assert.Equal(3, _made.Count);
        Assert.True(_made[1].IsClosed);
    }

    [Fact]
    public async Task A_connector_that_failed_or_is_old_is_not_used_again()
    {
        var failed = await RentAsync("a", "1");
        failed.Spoil();
        await failed.DisposeAsync();
        await (await RentAsync("a", "1")).DisposeAsync();
        Assert.Equal(2, _made.Count);
        Assert.True(_made[0].IsClosed);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await (await RentAsync("a", "1")).DisposeAsync();
        Assert.Equal(3, _made.Count);
        Assert.True(_made[1].IsClosed);
    }

    [Fact]
    public async Task The_pool_is_bounded_and_the_oldest_unused_one_gives_way()
    {
        var used = await RentAsync("a", "1");
        foreach (var source in new[] { "b", "c", "d", "e" })
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await (await RentAsync(source, "1")).DisposeAsync();
        }

        Assert.Equal(3, _pool.Count);
        Assert.Equal([false, true, true, false, false], _made.Select(connector => connector.IsClosed));
        await used.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_definition_that_is_tried_of_one_forgotten_or_after_the_end()
    {
        await (await RentAsync(null, "1")).DisposeAsync();
        Assert.True(_made[0].IsClosed);
        await (await RentAsync("a", "1")).DisposeAsync();
        await _pool.ForgetAsync("a");
        Assert.True(_made[1].IsClosed);
        await (await RentAsync("a", "1")).DisposeAsync();
        await _pool.DisposeAsync();
        Assert.True(_made[2].IsClosed);
    }

    private async Task<ConnectorLease> RentAsync(string? source, string version, string destination = "*:*")
    {
        var canaries = new Canaries { ["secret"] = "value" };
        var guard = canaries.Guard(NetworkPolicy.Strict, destination);
        return await _pool.RentAsync(
            new SourceKey(source, version), new SourceAccess(new SourceSecrets(canaries.Secrets, guard), guard, ConnectorLimits.Default), _ =>
            {
                _made.Add(new Counted());
                return _made[^1];
            });
    }

    private sealed class Counted : IDataSourceConnector
    {
        public bool IsClosed { get; private set; }

        public Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ConnectorException? Explain(Exception exception) => null;

        public ValueTask DisposeAsync()
        {
            Assert.False(IsClosed, "Closed twice.");
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
