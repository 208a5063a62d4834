using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests;

/// <summary>Starting and stopping the server's process, and what it leaves on the disk.</summary>
public sealed class ServerStartTests
{
    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly int Rounds = FullRun.Count(usual: 3, full: 12);

    [Fact]
    public async Task The_first_start_makes_everything_private_and_the_second_finds_it()
    {
        await using var server = await ServerProcess.StartNewAsync();
        var key = server.AdminKey;
        Assert.Matches("^qsk_[0-9a-f]{32}@[A-Za-z0-9_-]{43}$", key);
        Assert.DoesNotContain(key, server.Process.Output + server.Process.Error, StringComparison.Ordinal);
        Assert.Contains("admin-api-key", server.Process.Output, StringComparison.Ordinal);

        Assert.Equal(OwnerReadWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Data));
        var files = Directory.GetFiles(server.Data).Append(server.Data + ".seal-key").ToList();
        Assert.All(files, file => Assert.Equal((file, OwnerReadWrite), (file, File.GetUnixFileMode(file))));
        string[] expected = ["admin-api-key", "ca.key", "ca.pem", "lock", "server.key", "server.pem", "store.db"];
        Assert.Superset(expected.ToHashSet(), files.Select(Path.GetFileName).ToHashSet()!);

        using (var client = server.NewClient())
        {
            await client.SetSecretAsync("kept", "over a restart");
        }

        var authority = await File.ReadAllTextAsync(server.CaFile);
        Assert.Equal(0, (await server.StopAsync()).ExitCode);

        await server.StartAsync();
        Assert.DoesNotContain("admin API key", server.Process.Output, StringComparison.Ordinal);
        Assert.Equal((key, authority), (server.AdminKey, await File.ReadAllTextAsync(server.CaFile)));
        using var again = server.NewClient();
        using var value = await again.GetSecretAsync("kept");
        Assert.Equal("over a restart", value.Reveal());
        Assert.Equal("", server.Process.Error);
    }

    [Fact]
    public async Task The_administrators_key_is_shown_to_a_terminal_once()
    {
        await using var server = new ServerProcess();
        for (var start = 1; start <= 2; start++)
        {
            var line = "exec dotnet " + string.Join(' ', server.Arguments().Select(argument => $"'{argument}'"));
            await using var terminal = Command.Start("script", ["-qec", line, Path.Combine(server.Folder, "typescript")]);
            await ServerProcess.WaitUntilRunningAsync(terminal);
            await Task.Delay(200);
            Assert.Equal(start == 1, terminal.Output.Contains(server.AdminKey, StringComparison.Ordinal));
            var children = await File.ReadAllTextAsync($"/proc/{terminal.Id}/task/{terminal.Id}/children");
            Signals.Terminate(int.Parse(children.Trim(), System.Globalization.CultureInfo.InvariantCulture));
            await terminal.FinishAsync();
        }
    }

    [Fact]
    public async Task Each_listener_serves_everything()
    {
        await using var server = await ServerProcess.StartNewAsync(listeners: 2);
        for (var listener = 0; listener < 2; listener++)
        {
            Assert.Contains($"https://localhost:{server.PortNumbers[listener]}", server.Process.Output, StringComparison.Ordinal);
            using var rest = await server.NewRestAsync(listener);
            var set = await rest.PutAsJsonAsync($"/api/v1/environments/default/secrets/from-listener-{listener}", new { value = "v" });
            set.EnsureSuccessStatusCode();
            using var http2 = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            var answer = await rest.SendAsync(http2);
            Assert.Equal("admin", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task Sigterm_lets_a_request_in_flight_finish_writes_a_last_checkpoint_and_exits_with_zero()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var rest = await server.NewRestAsync();
        var body = new SlowBody("{\"value\":\"slow\"}", 15, TimeSpan.FromSeconds(4));
        var set = rest.PutAsync("/api/v1/environments/default/secrets/in-flight", body);
        await body.Started;
        await Task.Delay(300);
        var stopping = server.StopAsync();
        var answer = await set;
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.Equal(0, (await stopping).ExitCode);
        Assert.Equal("", server.Process.Error);

        // Nothing is left over after the last checkpoint.
        var last = server.Query<long>("SELECT max(sequence) FROM audit_event");
        var heads = server.Query<string>("SELECT heads FROM audit_checkpoint ORDER BY sequence DESC LIMIT 1");
        Assert.StartsWith($"1:{last}:", heads, StringComparison.Ordinal);
        Assert.Equal(1, server.Query<long>("SELECT count(*) FROM secret WHERE name = 'in-flight'"));
        Assert.False(File.Exists(Path.Combine(server.Data, "store.db-wal")) && new FileInfo(Path.Combine(server.Data, "store.db-wal")).Length > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(15)]
    public async Task A_request_whose_body_a_stop_cuts_off_may_be_repeated(int atOnce)
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var rest = await server.NewRestAsync();
        var body = new SlowBody("{\"value\":\"slow\"}", atOnce, TimeSpan.FromSeconds(1));
        var set = rest.PutAsync("/api/v1/environments/default/secrets/in-flight", body);
        await body.Started;
        await Task.Delay(300);
        var stopping = server.StopAsync();
        var answer = await set;
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
        Assert.Equal(answer.StatusCode == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        Assert.Equal(0, (await stopping).ExitCode);
        Assert.DoesNotContain("Qwak.Server[2001]", server.Process.Output, StringComparison.Ordinal);
        Assert.Equal(answer.IsSuccessStatusCode ? 1 : 0, server.Query<long>("SELECT count(*) FROM secret"));
    }

    [Fact]
    public async Task Killing_the_process_loses_no_acknowledged_write()
    {
        await using var server = new ServerProcess();
        var acknowledged = new int[4];
        for (var round = 0; round < Rounds; round++)
        {
            await server.StartAsync();
            using var rest = await server.NewRestAsync();
            for (var writer = 0; writer < acknowledged.Length; writer++)
            {
                if (acknowledged[writer] > 0)
                {
                    var found = await rest.GetFromJsonAsync<JsonElement>($"/api/v1/environments/default/secrets/writer-{writer}/value");
                    var value = int.Parse(found.GetProperty("value").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

                    // One write may have been committed whose answer the kill cut off.
                    Assert.InRange(value, acknowledged[writer], acknowledged[writer] + 1);
                    acknowledged[writer] = value;
                }
            }

            var before = acknowledged.Sum();
            var writers = Enumerable.Range(0, acknowledged.Length).Select(writer => WriteUntilKilledAsync(rest, writer, acknowledged)).ToArray();
            await Task.Delay(500 + (300 * (round % 4)));
            for (var waits = 0; acknowledged.Sum() <= before + 20 && !Array.Exists(writers, writer => writer.IsFaulted); waits++)
            {
                Assert.True(waits < 300, "hardly anything was written in 30 seconds");
                await Task.Delay(100);
            }

            await server.KillAsync();
            await Task.WhenAll(writers);
        }

        await server.StartAsync();
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
        Assert.Equal(server.Query<long>("SELECT max(sequence) FROM audit_event"), server.Query<long>("SELECT count(*) FROM audit_event"));
        Assert.Equal("ok", server.Query<string>("PRAGMA integrity_check"));
    }

    private static async Task WriteUntilKilledAsync(HttpClient rest, int writer, int[] acknowledged)
    {
        try
        {
            while (true)
            {
                var next = acknowledged[writer] + 1;
                var answer = await rest.PutAsJsonAsync($"/api/v1/environments/default/secrets/writer-{writer}", new { value = $"{next}" });
                answer.EnsureSuccessStatusCode();
                acknowledged[writer] = next;
            }
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            // The server is gone.
        }
    }
}
