using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Npgsql;
using Qwak.EndToEnd.Tests.Processes;
using Qwak.Wire.Edge;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// A server process on SQLite or PostgreSQL, clients of both doors that outlive its death, and a way behind its back to
/// what it stored.
/// </summary>
internal sealed class ServedStore : IAsyncDisposable
{
    /// <summary>Of each secret, by default.</summary>
    public const int KeptVersions = 10;

    private readonly ServerProcess _place = new();
    private Command? _process;
    private HttpClient? _http;
    private GrpcChannel? _channel;

    /// <param name="postgreSql">Where it stores; null for SQLite. Disposed with it.</param>
    public ServedStore(PostgreSqlServer? postgreSql = null) => PostgreSql = postgreSql;

    public PostgreSqlServer? PostgreSql { get; }

    public ServerProcess Place => _place;

    public Command Process => _process!;

    /// <summary>REST as the administrator; the token outlives restarts.</summary>
    public HttpClient Rest => _http!;

    /// <summary>gRPC as the administrator. Nothing is repeated.</summary>
    public SecretService.SecretServiceClient Grpc => new(_channel!);

    public async Task StartAsync(IReadOnlyDictionary<string, string>? variables = null, params string[] more)
    {
        string[] store = PostgreSql is null ? [] : ["--store", PostgreSql.ConnectionString];
        _process = Command.Start("dotnet", _place.Arguments([.. store, .. more]), variables);
        await ServerProcess.WaitUntilRunningAsync(_process);
        if (_http is null)
        {
            _http = await _place.NewRestAsync();
            _channel = GrpcChannel.ForAddress(_place.Url, new GrpcChannelOptions { HttpClient = _http });
        }
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.FinishAsync();
    }

    /// <summary>A connection of somebody else's, that only reads.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = Connect();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    public DbConnection Connect()
    {
        DbConnection connection = PostgreSql is null
            ? new SqliteConnection($"Data Source={Path.Combine(_place.Data, "store.db")};Mode=ReadOnly;Pooling=False;Default Timeout=30")
            : new NpgsqlConnection(PostgreSql.ConnectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    public static string Address(string name) => $"/api/v1/environments/default/secrets/{name}";

    public Task<HttpResponseMessage> SetAsync(string name, string value) => Rest.PutAsJsonAsync(Address(name), new { value });

    public async Task<(HttpStatusCode Status, string? Value, int Version)> GetAsync(string name, int? version = null)
    {
        using var answer = await Rest.GetAsync($"{Address(name)}/value" + (version is null ? "" : $"?version={version}"));
        if (!answer.IsSuccessStatusCode)
        {
            return (answer.StatusCode, null, 0);
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, body.GetProperty("value").GetString(), body.GetProperty("version").GetInt32());
    }

    /// <summary>Status and reason of the health page.</summary>
    public async Task<(HttpStatusCode Status, string? Reason)> HealthAsync()
    {
        using var answer = await Rest.GetAsync("/health/ready");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, body.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
    }

    /// <summary>Waits until it is ready, or not, without doing anything for it. The reason that it gave.</summary>
    public async Task<string?> WaitForHealthAsync(HttpStatusCode wanted, int seconds = 15)
    {
        var health = await HealthAsync();
        for (var i = 0; i < seconds * 20 && health.Status != wanted; i++)
        {
            await Task.Delay(50);
            health = await HealthAsync();
        }

        Assert.True(health.Status == wanted, $"health stays {health.Status}: {health.Reason}\n{Process.Error}{Process.Output}");
        return health.Reason;
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        _http?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _place.DisposeAsync();
        PostgreSql?.Dispose();
    }
}
