using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Durability;

namespace Qwak.EndToEnd.Tests.Scale;

/// <summary>
/// The primary of a PostgreSQL with a synchronous standby is killed under load, and the standby promoted: nothing that was
/// acknowledged is lost, no read was served without its event, and all processes are back by themselves.
/// </summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const int Connections = 64;

    /// <summary>The mark is 10 s; a machine that does other things gets more.</summary>
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(FullRun.Count(60, 10));

    private readonly ConcurrentDictionary<string, (int Version, string Value)> _acknowledged = new();
    private readonly ConcurrentBag<string> _served = [];

    [Fact]
    public async Task When_the_primary_dies_the_standby_takes_over_with_all_that_was_acknowledged()
    {
        var primary = new PostgreSqlServer();
        var standby = primary.NewStandby();
        try
        {
            var store = primary.ConnectionString.Replace($"Host=127.0.0.1;Port={primary.Port}", $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}", StringComparison.Ordinal);
            await using var cluster = await Cluster.StartAsync([store, store, store], primary.ConnectionString);
            var (rounds, slowest) = (FullRun.Count(1, 20), TimeSpan.Zero);
            for (var round = 0; round < rounds; round++)
            {
                using var stop = new CancellationTokenSource();
                var load = Enumerable.Range(0, Connections).Select(i => Task.Run(() => LoadAsync(cluster, i, stop.Token))).ToArray();
                await Task.Delay(RandomNumberGenerator.GetInt32(500, 2000));
                await Task.Run(primary.Kill);
                await Task.Run(standby.Promote);
                cluster.Database = standby.ConnectionString;

                var began = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, 3).Select(process => UntilServedAsync(cluster, process)));
                var took = Stopwatch.GetElapsedTime(began);
                slowest = took > slowest ? took : slowest;
                await stop.CancelAsync();
                await Task.WhenAll(load);
                await AssertNothingIsLostAsync(cluster);

                // The dead server's place is taken by a new standby of what is the primary now.
                var place = primary.Port;
                primary.Dispose();
                (primary, standby) = (standby, standby.NewStandby(place));
            }

            output.WriteLine(
                $"{rounds} rounds: {_acknowledged.Values.Sum(last => last.Version)} acknowledged writes, {_served.Count} served reads, "
                + $"{await cluster.VerifyAuditAsync()} events verified; the slowest was back in {slowest.TotalSeconds:0.0} s");
            Assert.True(slowest < LongestAbsence, $"a process was back only after {slowest}");
        }
        finally
        {
            standby.Dispose();
            primary.Dispose();
        }
    }

    /// <summary>Half of the connections write, each its own secret, and half read.</summary>
    private async Task LoadAsync(Cluster cluster, int connection, CancellationToken cancellationToken)
    {
        var (process, name) = (connection % 3, $"of-connection-{connection}");
        var address = ServedStore.Address(name);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (connection % 2 == 0)
                {
                    var (status, requestId) = await cluster.ReadAsync(process, cluster.AdminToken, cancellationToken);
                    if (status == System.Net.HttpStatusCode.OK)
                    {
                        _served.Add(requestId);
                    }

                    continue;
                }

                var value = RandomNumberGenerator.GetHexString(16);
                using var answer = await cluster.Client(process, cluster.AdminToken).PutAsJsonAsync(address, new { value }, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    var version = (await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("version").GetInt32();
                    Assert.True(version > _acknowledged.GetValueOrDefault(name).Version, $"{name} went back to version {version}");
                    _acknowledged[name] = (version, value);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Not acknowledged.
            }
        }
    }

    private static async Task UntilServedAsync(Cluster cluster, int process)
    {
        for (var i = 0; ; i++)
        {
            using var answer = await cluster.Client(process, cluster.AdminToken).PutAsJsonAsync(ServedStore.Address($"back-{process}"), new { value = RandomNumberGenerator.GetHexString(16) });
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            Assert.True(i < 1200, $"process {process} does not come back: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(50);
        }
    }

    private async Task AssertNothingIsLostAsync(Cluster cluster)
    {
        Assert.NotEmpty(_acknowledged);
        foreach (var (name, (version, value)) in _acknowledged)
        {
            var read = await cluster.Client(0, cluster.AdminToken).GetFromJsonAsync<JsonElement>($"{ServedStore.Address(name)}/value?version={version}");
            Assert.Equal(value, read.GetProperty("value").GetString());
        }

        var recorded = (await cluster.QueryAsync<string>("SELECT request_id FROM audit_event WHERE action = 'secret.read' AND outcome = 'ok'")).ToHashSet();
        Assert.NotEmpty(_served);
        Assert.All(_served, requestId => Assert.Contains(requestId, recorded));
    }
}
