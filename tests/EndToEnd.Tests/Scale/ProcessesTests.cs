using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Npgsql;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Scale;

/// <summary>Three server processes on one database: what one revokes no other serves, whatever happens to it meanwhile.</summary>
public sealed class ProcessesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Readers = 8;

    /// <summary>How long PostgreSQL leaves the change counter to a process that does not go on, and time for a busy machine.</summary>
    private static readonly TimeSpan LongestRevocation = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<(HttpStatusCode Status, string RequestId)> _answers = new();
    private PostgreSqlServer _postgreSql = null!;
    private NetworkNamespace? _network;
    private Relay _cable = null!;
    private Cluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _postgreSql = new PostgreSqlServer();
        _network = NetworkNamespace.TryMake();
        _cable = new Relay(_postgreSql.Port, _network);
        var direct = _postgreSql.ConnectionString;
        var cable = new NpgsqlConnectionStringBuilder(direct) { Port = _cable.Port };
        if (_network is not null)
        {
            (cable.Host, cable.SslMode) = ($"{NetworkNamespace.Outside}", SslMode.Disable);
        }

        _cluster = await Cluster.StartAsync([cable.ConnectionString, direct, direct], direct, _network);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await _cable.DisposeAsync();
        _network?.Dispose();
        _postgreSql.Dispose();
    }

    [Fact]
    public async Task A_revocation_on_one_process_holds_for_the_next_read_on_every_other_and_each_read_is_counted_once()
    {
        var rounds = FullRun.Count(6, 200);
        for (var round = 0; round < rounds; round++)
        {
            var (keyId, token) = await _cluster.NewReaderAsync(round % 3, "reader");
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], await ReadAllAsync(token));
            await _cluster.RevokeAsync((round + 1) % 3, keyId);
            Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], await ReadAllAsync(token));
        }

        await AssertJobsRanOnceAsync();
        output.WriteLine($"{rounds} revocations, each refused by the next read of each of 3 processes; {await _cluster.VerifyAuditAsync()} events verified");
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("frozen")]
    [InlineData("cut off")]
    [InlineData("off the network")]
    public async Task Nothing_is_served_after_its_revocation_by_a_process_that_is(string harm)
    {
        Assert.SkipWhen(harm == "off the network" && _network is null, "Only root makes a network namespace, with iproute2, and not in every container.");
        var (rounds, slowest) = (FullRun.Count(1, 20), TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            var (keyId, token) = await _cluster.NewReaderAsync(1, $"reader-{round}");
            using var stop = new CancellationTokenSource();
            var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadUntilAsync(token, stop.Token))).ToArray();
            while (_answers.Count < Readers)
            {
                await Task.Delay(20);
            }

            await Task.Delay(RandomNumberGenerator.GetInt32(400));
            await HarmAsync(harm);

            var began = Stopwatch.GetTimestamp();
            await _cluster.RevokeAsync(1, keyId).WaitAsync(LongestRevocation);
            var took = Stopwatch.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
            var recorded = (await _cluster.QueryAsync<string>(
                "SELECT request_id FROM audit_event WHERE action = 'secret.read' AND outcome = 'ok' AND principal = @principal", new { principal = $"reader-{round}" })).ToHashSet();
            Assert.Equal(HttpStatusCode.Unauthorized, (await _cluster.ReadAsync(2, token)).Status);

            await HealAsync(harm);
            await ExpectRefusedAsync(token);
            await stop.CancelAsync();
            await Task.WhenAll(readers);

            // Whatever was answered with the value was in the trail before the revocation was acknowledged.
            var served = _answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.RequestId).ToList();
            Assert.All(served, requestId => Assert.Contains(requestId, recorded));
            Assert.NotEmpty(served);
            _answers.Clear();
        }

        await AssertJobsRanOnceAsync();
        output.WriteLine($"{rounds} rounds; the slowest revocation took {slowest.TotalSeconds:0.0} s; {await _cluster.VerifyAuditAsync()} events verified");
    }

    private async Task HarmAsync(string harm)
    {
        switch (harm)
        {
            case "killed":
                await _cluster.Processes[0].KillAsync();
                break;
            case "frozen":
                Signals.Freeze(_cluster.Processes[0].Process.Id);
                break;
            case "off the network":
                _network!.Cut();
                break;
            default:
                _cable.Cut();
                break;
        }
    }

    private async Task HealAsync(string harm)
    {
        switch (harm)
        {
            case "killed":
                await _cluster.StartAsync(0);
                break;
            case "frozen":
                Signals.Thaw(_cluster.Processes[0].Process.Id);
                break;
            case "off the network":
                _network!.Mend();
                break;
            default:
                _cable.Mend();
                break;
        }
    }

    private async Task<HttpStatusCode[]> ReadAllAsync(string token) =>
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async process => (await _cluster.ReadAsync(process, token)).Status));

    /// <summary>The healed process may need a moment to find its database again; in it nothing is served.</summary>
    private async Task ExpectRefusedAsync(string token)
    {
        var last = HttpStatusCode.ServiceUnavailable;
        for (var i = 0; i < 200 && last == HttpStatusCode.ServiceUnavailable; i++)
        {
            await Task.Delay(50);
            last = (await _cluster.ReadAsync(0, token)).Status;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, last);
    }

    private async Task ReadUntilAsync(string token, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _answers.Enqueue(await _cluster.ReadAsync(0, token, cancellationToken));
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    /// <summary>Each process counts reads and signs checkpoints: together as if there were one.</summary>
    private async Task AssertJobsRanOnceAsync()
    {
        const string Reads = "SELECT count(*) FROM audit_event WHERE action = 'secret.read' AND outcome = 'ok' AND name = @name";
        var (counted, happened) = (-1L, 0L);
        for (var i = 0; i < 100 && counted != happened; i++)
        {
            await Task.Delay(100);
            happened = Assert.Single(await _cluster.QueryAsync<long>(Reads, new { name = Cluster.Secret }));
            counted = Assert.Single(await _cluster.QueryAsync<long>("SELECT coalesce(sum(reads), 0)::bigint FROM secret_usage WHERE name = @name", new { name = Cluster.Secret }));
        }

        Assert.Equal(happened, counted);
        var checkpoints = await _cluster.QueryAsync<long>("SELECT sequence FROM audit_checkpoint ORDER BY sequence");
        Assert.Equal(Enumerable.Range(0, checkpoints.Count).Select(i => checkpoints[0] + i), checkpoints);
    }
}
