using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary><c>/metrics</c>, the alert rules over it, and log lines for machines.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Metrics_tell_what_happens_and_every_alert_rule_is_over_one_that_exists()
    {
        await using var store = new ServedStore();
        var port = Ports.Free();
        await store.StartAsync(null, "--metrics-listen", $"127.0.0.1:{port}");
        (await store.SetAsync("counted", "v")).EnsureSuccessStatusCode();
        await store.GetAsync("counted");
        await store.GetAsync("missing");
        using (var stranger = store.Place.NewRest(new AuthenticationHeaderValue("Bearer", "wrong")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/whoami")).StatusCode);
        }

        await Task.Delay(TimeSpan.FromSeconds(1.5));
        using var http = new HttpClient();
        var scraped = await http.GetStringAsync($"http://127.0.0.1:{port}/metrics");
        var values = Lines().Matches(scraped).ToDictionary(
            line => line.Groups[1].Value + line.Groups[2].Value, line => double.Parse(line.Groups[3].Value, CultureInfo.InvariantCulture));
        Assert.Equal(1, values["qwak_operations_total{door=\"rest\",action=\"secret.set\",outcome=\"ok\"}"]);
        Assert.Equal(1, values["qwak_operations_total{door=\"rest\",action=\"secret.read\",outcome=\"ok\"}"]);
        Assert.Equal(1, values["qwak_operations_total{door=\"rest\",action=\"secret.read\",outcome=\"not_found\"}"]);
        Assert.Equal(1, values["qwak_operations_total{door=\"rest\",action=\"access-token.check\",outcome=\"unauthenticated\"}"]);
        Assert.Equal((0, 1, 0), (values["qwak_sealed"], values["qwak_store_available"], values["qwak_builds_live"]));
        Assert.InRange(values["qwak_audit_anchor_age_seconds"], 0, 5);
        Assert.InRange(values["qwak_keyring_active_key_uses"], 1, 100);
        Assert.InRange(values["qwak_commits_total"], 4, 1000);
        Assert.Equal(values["qwak_commit_duration_seconds_count"], values["qwak_commit_duration_seconds_bucket{le=\"+Inf\"}"]);
        Assert.InRange(values["qwak_certificate_expiry_seconds"], 1.7e9, 1e11);
        Assert.Contains("dotnet_process_memory_working_set_bytes", scraped, StringComparison.Ordinal);

        var names = Lines().Matches(scraped).Select(line => line.Groups[1].Value).ToHashSet();
        var rules = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "prometheus", "qwak-alerts.yml"));
        var named = Names().Matches(rules).Select(match => match.Value).ToHashSet();
        Assert.Empty(named.Except(names));
        Assert.InRange(named.Count, 10, 100);
        Assert.Equal(Regex.Count(rules, "- alert:"), Regex.Count(rules, "summary:"));
    }

    [Fact]
    public async Task Beyond_loopback_metrics_need_a_token_and_come_over_tls()
    {
        await using var server = new ServerProcess();
        var refused = await server.RefuseAsync("--metrics-listen", "0.0.0.0:9464");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--metrics-token-file", refused.Error, StringComparison.Ordinal);

        var token = Path.Combine(server.Folder, "token");
        await File.WriteAllTextAsync(token, "short\n");
        File.SetUnixFileMode(token, UnixFileMode.UserRead);
        var port = Ports.Free();
        string[] arguments = ["--metrics-listen", $"0.0.0.0:{port}", "--metrics-token-file", token];
        Assert.Contains("shorter than 32", (await server.RefuseAsync(arguments)).Error, StringComparison.Ordinal);

        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(token, "0123456789abcdef0123456789abcdef\n");
        await server.StartAsync(arguments);
        using var handler = new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = server.TrustPolicy() } };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{port}") };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/metrics")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef0123456789abcdeX");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/metrics")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef0123456789abcdef");
        Assert.Contains("qwak_sealed 0", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/api/v1/whoami")).StatusCode);
        using var doors = await server.NewRestAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await doors.GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public async Task With_json_every_line_of_the_log_is_an_object()
    {
        await using var server = new ServerProcess();
        await using var process = Command.Start("dotnet", server.Arguments("--log-format", "json"));
        for (var i = 0; i < 600 && !process.Output.Contains("The service is running", StringComparison.Ordinal); i++)
        {
            Assert.False(process.HasExited, process.Error);
            await Task.Delay(50);
        }

        Signals.Terminate(process.Id);
        var lines = (await process.FinishAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var running = Assert.Single(events, e => e.GetProperty("EventId").GetInt32() == 2007);
        Assert.Equal(server.Data, running.GetProperty("State").GetProperty("DataDirectory").GetString());
        Assert.All(events, e => Assert.EndsWith("Z", e.GetProperty("Timestamp").GetString(), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?m)^([a-z_]+)(\{.*\})? (\S+)$")]
    private static partial Regex Lines();

    [GeneratedRegex("qwak_[a-z_]+")]
    private static partial Regex Names();
}
