using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Qwak.Clients;
using Qwak.Rest;

namespace Qwak.Bench.Load;

/// <summary>Measures both servers in turn, so that what else the machine does falls on both.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("qwak-load-").FullName;
        var data = Path.Combine(folder, "data");
        try
        {
            if (options.Processes > 0)
            {
                await Processes.CompareAsync(options, folder, cancellationToken);
                return 0;
            }

            await using var service = await StartServiceAsync(options, data, first: null, cancellationToken);
            await using var floor = await ServerProcess.StartAsync(
                Path.Combine(options.Binaries, "floor", "Qwak.Bench.Floor.dll"),
                port => [port.ToString(CultureInfo.InvariantCulture), Path.Combine(data, "server.pem"), Path.Combine(data, "server.key")],
                cancellationToken);
            using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(data, "ca.pem"));
            var token = await PrepareAsync(service, data, authority, cancellationToken);
            if (options.LogMegabytes > 0)
            {
                var readers = Clients(options, options.Doors[0], writes: false, service, authority, token);
                await BesideLog.CompareAsync(service, readers, Connection(service, data), options, cancellationToken);
                readers.ForEach(reader => reader.Dispose());
                return 0;
            }

            Console.WriteLine("| door | server | requests/s | p50 ms | p99 ms | server CPU µs/request | ratio |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var door in options.Doors)
            {
                await CompareAsync(options, door, service, floor, authority, token);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <param name="options">With its store.</param>
    /// <param name="data">The process's directory.</param>
    /// <param name="first">The first process on the store, whose address is the service's; null for this one.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static Task<ServerProcess> StartServiceAsync(
        LoadOptions options, string data, ServerProcess? first, CancellationToken cancellationToken) => ServerProcess.StartAsync(
            Path.Combine(options.Binaries, "server", "qwak-server.dll"),
            port =>
            [
                "start", "--data", data, "--listen", $"127.0.0.1:{port}", "--address", $"localhost:{first?.Port ?? port}",
                .. options.Store is null ? [] : new[] { "--store", options.Store },
            ],
            cancellationToken);

    /// <summary>Sets the secret that is read.</summary>
    /// <returns>An administrator's access token.</returns>
    public static async Task<string> PrepareAsync(
        ServerProcess service, string data, X509Certificate2 authority, CancellationToken cancellationToken)
    {
        var token = await LoginAsync(Address(service), authority, await File.ReadAllTextAsync(Path.Combine(data, "admin-api-key"), cancellationToken));
        using var owner = new Client(Address(service), authority, token, "rest", writes: true, number: 0);
        await owner.SetAsync(new string('v', 64));
        return token;
    }

    private static async Task CompareAsync(
        LoadOptions options, string door, ServerProcess service, ServerProcess floor, X509Certificate2 authority, string token)
    {
        var ours = Clients(options, door, options.Writes, service, authority, token);
        var bare = Clients(options, door, writes: false, floor, authority, token: null);
        var (serviceTaken, floorTaken) = (new List<Measurement>(), new List<Measurement>());

        // Until the runtime has compiled both to the end: its work on that is not a request's.
        await Measurement.TakeAsync(service, ours, options.WarmUp);
        await Measurement.TakeAsync(floor, bare, options.WarmUp);
        for (var round = 0; round < options.Rounds; round++)
        {
            serviceTaken.Add(await Measurement.TakeAsync(service, ours, options.Duration));
            floorTaken.Add(await Measurement.TakeAsync(floor, bare, options.Duration));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{door}, round {round + 1} of {options.Rounds}: service {serviceTaken[^1].ProcessorMicroseconds:F1} µs, floor {floorTaken[^1].ProcessorMicroseconds:F1} µs"));
        }

        var (m, f) = (Measurement.MedianOf(serviceTaken), Measurement.MedianOf(floorTaken));
        Write(door, options.Writes ? "service, write" : "service, read", m, m.ProcessorMicroseconds / f.ProcessorMicroseconds);
        Write(door, "floor", f, 1);
        foreach (var client in ours.Concat(bare))
        {
            client.Dispose();
        }
    }

    public static List<Client> Clients(
        LoadOptions options, string door, bool writes, ServerProcess server, X509Certificate2 authority, string? token) =>
        [.. Enumerable.Range(0, options.Connections).Select(i => new Client(Address(server), authority, token, door, writes, i))];

    private static void Write(string door, string server, Measurement m, double ratio) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {door} | {server} | {m.RequestsPerSecond:F0} | {m.Median.TotalMilliseconds:F2} | {m.P99.TotalMilliseconds:F2} | {m.ProcessorMicroseconds:F0} | {ratio:F2} |"));

    private static QwakConnectionOptions Connection(ServerProcess service, string data) => new()
    {
        Variables = name => name switch
        {
            "QWAK_URL" => Address(service).GetLeftPart(UriPartial.Authority),
            "QWAK_CA_FILE" => Path.Combine(data, "ca.pem"),
            "QWAK_API_KEY" => File.ReadAllText(Path.Combine(data, "admin-api-key")),
            _ => null,
        },
    };

    private static Uri Address(ServerProcess server) => new($"https://localhost:{server.Port}");

    private static async Task<string> LoginAsync(Uri address, X509Certificate2 authority, string apiKey)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        using var http = new HttpClient(handler) { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync(
            "api/v1/authentication/qwak-api-key", new QwakApiKeyBody { QwakApiKey = apiKey.Trim() }, RestJson.Default.QwakApiKeyBody);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(RestJson.Default.AuthenticationAnswer))!.AccessToken;
    }
}
