using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core;
using Qwak.Wire.Edge;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>8 writers and 8 readers, half of each over gRPC and half over REST, until the service is gone.</summary>
internal sealed class Crowd
{
    private readonly ServedStore _store;
    private readonly Task[] _all;
    private volatile bool _isStopped;

    public Crowd(ServedStore store, string prefix)
    {
        _store = store;
        Journals = [.. Enumerable.Range(0, 8).Select(i => new Journal($"{prefix}-w{i}"))];
        _all = [.. Journals.Select((journal, i) => Task.Run(() => UntilGoneAsync(() => WriteAsync(journal, overGrpc: i % 2 == 0)))),
            .. Enumerable.Range(0, 8).Select(i => Task.Run(() => UntilGoneAsync(() => ReadAsync(overGrpc: i % 2 == 0))))];
    }

    public IReadOnlyList<Journal> Journals { get; }

    public async Task StopAsync()
    {
        _isStopped = true;
        await Task.WhenAll(_all).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task UntilGoneAsync(Func<Task> work)
    {
        try
        {
            while (!_isStopped)
            {
                await work();
            }
        }
        catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable)
        {
        }
        catch (Exception e) when (e is IOException or SocketException or JsonException)
        {
            // The answer broke off.
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
        {
        }
    }

    private async Task WriteAsync(Journal journal, bool overGrpc)
    {
        var version = journal.Attempt();
        if (overGrpc)
        {
            using var call = _store.Grpc.SetSecretAsync(new SetSecretRequest { Name = journal.Name, Value = journal.Text(version) });
            await call.ResponseAsync;
            journal.Acknowledge(version, RequestId(await call.ResponseHeadersAsync));
            return;
        }

        using var answer = await _store.SetAsync(journal.Name, journal.Text(version));
        answer.EnsureSuccessStatusCode();
        Assert.Equal(version, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32());
        journal.Acknowledge(version, RequestId(answer));
    }

    private async Task ReadAsync(bool overGrpc)
    {
        var journal = Journals[RandomNumberGenerator.GetInt32(Journals.Count)];
        var floor = journal.Acknowledged;
        if (floor == 0)
        {
            await Task.Delay(5);
            return;
        }

        if (overGrpc)
        {
            using var call = _store.Grpc.GetSecretAsync(new GetSecretRequest { Name = journal.Name });
            journal.Served((await call.ResponseAsync).Value, floor, RequestId(await call.ResponseHeadersAsync));
            return;
        }

        using var answer = await _store.Rest.GetAsync(ServedStore.Address(journal.Name) + "/value");
        answer.EnsureSuccessStatusCode();
        journal.Served((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").GetString()!, floor, RequestId(answer));
    }

    private static string RequestId(Metadata headers) => headers.GetValue("x-request-id")!;

    private static string RequestId(HttpResponseMessage answer) => answer.Headers.GetValues("x-request-id").Single();
}
