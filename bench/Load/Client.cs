using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Qwak.Rest;
using EdgeClient = Qwak.Wire.Edge.SecretService.SecretServiceClient;

namespace Qwak.Bench.Load;

/// <summary>One connection, which sends one request after the other.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;
    private readonly Func<int, Task> _send;
    private int _sent;

    public Client(Uri address, X509Certificate2 authority, string? token, string door, bool writes, int number)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = door == "grpc" ? HttpVersion.Version20 : HttpVersion.Version11,
        };
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpClient = _http });
        var headers = new Metadata();
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            headers.Add("authorization", $"Bearer {token}");
        }

        var edge = new EdgeClient(_channel);
        var name = writes ? $"bench-{number}" : "bench";
        var path = $"api/v1/environments/default/secrets/{name}";
        _send = (door, writes) switch
        {
            ("grpc", false) => async _ => await edge.GetSecretAsync(new() { Name = name }, headers),
            ("grpc", true) => async i => await edge.SetSecretAsync(new() { Name = name, Value = Value(i) }, headers),
            (_, false) => async _ => (await _http.GetAsync($"{path}/value")).EnsureSuccessStatusCode().Dispose(),
            (_, true) => async i => (await _http.PutAsJsonAsync(path, new SetSecretBody { Value = Value(i) }, RestJson.Default.SetSecretBody))
                .EnsureSuccessStatusCode().Dispose(),
        };
    }

    /// <summary>Sends until the time is up; notes each request's duration in ticks.</summary>
    /// <param name="until">A timestamp.</param>
    /// <param name="durations">Takes the durations.</param>
    /// <param name="pause">Between an answer and the next request.</param>
    public async Task RunAsync(long until, List<long> durations, TimeSpan pause)
    {
        for (var start = Stopwatch.GetTimestamp(); start < until; start = Stopwatch.GetTimestamp())
        {
            await _send(_sent++);
            durations.Add(Stopwatch.GetTimestamp() - start);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause);
            }
        }
    }

    public Task SetAsync(string value) => _http.PutAsJsonAsync(
        "api/v1/environments/default/secrets/bench", new SetSecretBody { Value = value }, RestJson.Default.SetSecretBody);

    public void Dispose()
    {
        _channel.Dispose();
        _http.Dispose();
    }

    private static string Value(int i) => i.ToString("D64", System.Globalization.CultureInfo.InvariantCulture);
}
