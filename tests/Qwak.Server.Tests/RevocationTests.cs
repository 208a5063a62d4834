using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests;

/// <summary>
/// A revoked key, token or role is refused by the next read, under load, on every door: once the revocation is
/// acknowledged, no read that starts afterwards may be answered with the value.
/// </summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private static readonly int Revocations = FullRun.Count(usual: 200, full: 1000);
    private const int ReadersPerDoor = 8;
    private const string Name = "watched-secret";

    private readonly ConcurrentQueue<string> _surprises = new();
    private ServerFixture _server = null!;
    private long _reads;
    private long _late;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerFixture.StartAsync();
        (await _server.Admin.SetAsync(Name, "v")).Expect(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task No_read_after_an_acknowledged_revocation_is_answered()
    {
        var users = await NewUsersAsync();
        using var clients = new Clients(_server);
        var round = new Round("", IsRefused: true);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2 * ReadersPerDoor).Select(i => Task.Run(() => ReadAsync(clients, i, () => Volatile.Read(ref round), stop.Token))).ToArray();
        for (var i = 0; i < Revocations; i++)
        {
            var (token, revoke, kind) = await CredentialAsync(i, users);
            Volatile.Write(ref round, new Round(token, IsRefused: false));
            Assert.False(await IsRefusedAsync(clients, i, token), $"a good {kind} was refused");
            await WaitForReadsAsync(2 * ReadersPerDoor);
            await revoke();

            // From here on every read that starts must be refused.
            Volatile.Write(ref round, new Round(token, IsRefused: true));
            Assert.True(await IsRefusedAsync(clients, i, token), $"the next read was answered after the revocation of a {kind}");
            await WaitForReadsAsync(ReadersPerDoor);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Revocations} revocations, {_reads} reads, {_late} late answers");
        Assert.Equal(0, _late);
        Assert.Empty(_surprises);
        Assert.True(_reads > Revocations);
    }

    private async Task ReadAsync(Clients clients, int reader, Func<Round> current, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var round = current();
            if (round.Token.Length == 0)
            {
                await Task.Delay(1, CancellationToken.None);
                continue;
            }

            var refused = await IsRefusedAsync(clients, reader, round.Token);
            if (round.IsRefused && !refused)
            {
                Interlocked.Increment(ref _late);
            }

            Interlocked.Increment(ref _reads);
        }
    }

    private async Task<bool> IsRefusedAsync(Clients clients, int reader, string token)
    {
        if (reader % 2 == 0)
        {
            var status = await clients.ReadOverRestAsync(token);
            if (status is not (200 or 401 or 404))
            {
                _surprises.Enqueue($"REST {status}");
            }

            return status != 200;
        }

        var code = await clients.ReadOverGrpcAsync(token);
        if (code is not (StatusCode.OK or StatusCode.Unauthenticated or StatusCode.NotFound))
        {
            _surprises.Enqueue($"gRPC {code}");
        }

        return code != StatusCode.OK;
    }

    private async Task WaitForReadsAsync(int count)
    {
        var until = Interlocked.Read(ref _reads) + count;
        while (Interlocked.Read(ref _reads) < until)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>A good credential, and how it is revoked: keys, tokens and roles in turn.</summary>
    private async Task<(string Token, Func<Task> Revoke, string Kind)> CredentialAsync(int i, IReadOnlyList<string> users)
    {
        var user = users[i % 3];
        switch (i % 3)
        {
            case 0:
                var key = (await _server.Admin.PostAsync("/api/v1/api-keys", new { user, force = true })).Expect(HttpStatusCode.Created);
                return (await _server.TokenAsync(key.Member("apiKey")), () => GoneAsync($"/api/v1/api-keys/{key.Member("id")}"), "key");
            case 1:
                var token = (await _server.Admin.PostAsync("/api/v1/access-tokens", new { user })).Expect(HttpStatusCode.Created);
                return (token.Member("accessToken"), () => GoneAsync($"/api/v1/access-tokens/{token.Member("id")}"), "token");
            default:
                var role = $"/api/v1/role-assignments/{user}/*";
                (await _server.Admin.PutAsync(role, new { role = "reader" })).Expect(HttpStatusCode.OK);
                var bearer = (await _server.Admin.PostAsync("/api/v1/access-tokens", new { user })).Expect(HttpStatusCode.Created);
                return (bearer.Member("accessToken"), () => GoneAsync(role), "role");
        }
    }

    private async Task GoneAsync(string path) => (await _server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);

    private async Task<IReadOnlyList<string>> NewUsersAsync()
    {
        var users = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            users.Add((await _server.NewUserAsync("reader")).Name);
        }

        return users;
    }

    /// <summary>What the readers do: with this token; and whether it was revoked before they began.</summary>
    private sealed record Round(string Token, bool IsRefused);

    /// <summary>One connection for each door, used with any token.</summary>
    private sealed class Clients(ServerFixture server) : IDisposable
    {
        private readonly TestUser _anyone = new(server, token: null, server.PortNumbers[0]);

        public async Task<int> ReadOverRestAsync(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/environments/default/secrets/{Name}/value");
            request.Headers.Authorization = new("Bearer", token);
            return (await _anyone.SendAsync(request)).Status;
        }

        public async Task<StatusCode> ReadOverGrpcAsync(string token)
        {
            try
            {
                await _anyone.Edge.GetSecretAsync(new() { Name = Name }, new Metadata { { "authorization", "Bearer " + token } });
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }

        public void Dispose() => _anyone.Dispose();
    }
}
