using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Scale;

/// <summary>Server processes on one PostgreSQL. Nothing else is between them.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string Secret = "shared-secret";

    private readonly string[] _stores;
    private readonly Dictionary<(int Process, string? Token), HttpClient> _clients = [];

    private Cluster(string[] stores, string database, NetworkNamespace? network)
    {
        (_stores, Database) = (stores, database);
        Processes = [.. stores.Select((_, i) => new ServerProcess { Network = i == 0 ? network : null })];
    }

    public ServerProcess[] Processes { get; }

    /// <summary>Where a test looks at what was stored.</summary>
    public string Database { get; set; }

    public string AdminToken { get; private set; } = "";

    /// <param name="stores">For each process, how it reaches the database.</param>
    /// <param name="database">How the test does.</param>
    /// <param name="network">The first process's own; null for this machine's.</param>
    public static async Task<Cluster> StartAsync(string[] stores, string database, NetworkNamespace? network = null)
    {
        var cluster = new Cluster(stores, database, network);
        for (var process = 0; process < cluster.Processes.Length; process++)
        {
            await cluster.StartAsync(process);
        }

        cluster.AdminToken = await ServerProcess.LogInAsync(cluster.Client(0), cluster.Processes[0].AdminKey);
        using var set = await cluster.Client(0, cluster.AdminToken).PutAsJsonAsync(ServedStore.Address(Secret), new { value = "shared" });
        set.EnsureSuccessStatusCode();
        return cluster;
    }

    public Task StartAsync(int process) =>
        Processes[process].StartAsync("--store", _stores[process], "--address", $"localhost:{Processes[0].PortNumbers[0]}");

    public HttpClient Client(int process, string? token = null)
    {
        lock (_clients)
        {
            if (!_clients.TryGetValue((process, token), out var client))
            {
                client = Processes[process].NewRest(token is null ? null : new AuthenticationHeaderValue("Bearer", token));
                client.Timeout = TimeSpan.FromSeconds(60);
                _clients.Add((process, token), client);
            }

            return client;
        }
    }

    /// <summary>A new API key of a reader, and an access token for it.</summary>
    public async Task<(string KeyId, string Token)> NewReaderAsync(int process, string user)
    {
        using var made = await Client(process, AdminToken).PostAsJsonAsync("/api/v1/api-keys", new { user, role = "reader", force = true });
        made.EnsureSuccessStatusCode();
        var key = await made.Content.ReadFromJsonAsync<JsonElement>();
        return (key.GetProperty("id").GetString()!, await ServerProcess.LogInAsync(Client(process), key.GetProperty("apiKey").GetString()!));
    }

    public async Task RevokeAsync(int process, string keyId)
    {
        using var revoked = await Client(process, AdminToken).DeleteAsync($"/api/v1/api-keys/{keyId}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
    }

    public async Task<(HttpStatusCode Status, string RequestId)> ReadAsync(int process, string token, CancellationToken cancellationToken = default)
    {
        using var answer = await Client(process, token).GetAsync(ServedStore.Address(Secret) + "/value", cancellationToken);
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return (answer.StatusCode, answer.Headers.GetValues("x-request-id").Single());
    }

    /// <summary>Verifies the trails of all processes. The number of events.</summary>
    public async Task<long> VerifyAuditAsync()
    {
        using var answer = await Client(1, AdminToken).PostAsync("/api/v1/audit/verify", null);
        answer.EnsureSuccessStatusCode();
        var lines = (await answer.Content.ReadAsStringAsync()).Trim().Split('\n');
        var report = JsonDocument.Parse(lines[^1]).RootElement.GetProperty("result");
        Assert.True(report.GetProperty("isGood").GetBoolean(), report.ToString());
        return report.GetProperty("events").GetInt64();
    }

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false");
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        foreach (var process in Processes)
        {
            await process.DisposeAsync();
        }
    }
}
