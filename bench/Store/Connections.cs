using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Qwak.Bench.Store;

/// <summary>REST connections over TLS, each of which sends one request after the other.</summary>
internal sealed class Connections : IDisposable
{
    private readonly List<HttpClient> _clients;

    public Connections(int count, int port, string caFile, string token)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(caFile);
        _clients = [.. Enumerable.Range(0, count).Select(_ => NewClient(port, authority, token))];
    }

    /// <summary>What the requests took, in ticks, each kind of which is made by its number and that of its connection.</summary>
    public async Task<List<long>> RunAsync(TimeSpan duration, Func<int, int, HttpRequestMessage> request)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var taken = await Task.WhenAll(_clients.Select((client, i) => Task.Run(() => RunAsync(client, until, n => request(i, n)))));
        return [.. taken.SelectMany(t => t).Order()];
    }

    /// <summary>Where a list goes on after its first page; null when it does not.</summary>
    public async Task<string?> NextAsync(string path)
    {
        using var page = JsonDocument.Parse(await _clients[0].GetStringAsync(new Uri(path, UriKind.Relative)));
        return page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private static async Task<List<long>> RunAsync(HttpClient client, long until, Func<int, HttpRequestMessage> request)
    {
        var taken = new List<long>();
        for (var start = Stopwatch.GetTimestamp(); start < until; start = Stopwatch.GetTimestamp())
        {
            using var message = request(taken.Count);
            using var answer = await client.SendAsync(message);
            answer.EnsureSuccessStatusCode();
            taken.Add(Stopwatch.GetTimestamp() - start);
        }

        return taken;
    }

    private static HttpClient NewClient(int port, X509Certificate2 authority, string token)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(authority.RawData));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        var client = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{port}"), DefaultRequestVersion = HttpVersion.Version11 };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
