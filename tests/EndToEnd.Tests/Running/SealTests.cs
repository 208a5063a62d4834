using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Qwak.EndToEnd.Tests.Builds;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;
using Qwak.Wire.Edge;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>A service that is sealed in an emergency, and the way back.</summary>
public sealed class SealTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Sealed_it_answers_unavailable_at_every_door_and_has_no_key_until_an_administrator_brings_the_seals()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root reads the memory of a process that refuses to be dumped.");
        await using var store = new ServedStore();
        var metrics = Ports.Free();
        await store.StartAsync(null, "--metrics-listen", $"127.0.0.1:{metrics}");
        (await store.SetAsync("sealed-away", "value")).EnsureSuccessStatusCode();
        var member = await MemberKeyAsync(store);
        var sealKeyFile = store.Place.Data + ".seal-key";

        // The first start made the keys; this one only reads them, as all others do.
        await store.KillAsync();
        await store.StartAsync(null, "--metrics-listen", $"127.0.0.1:{metrics}");
        var keys = await StoreKeys.ReadAsync(Path.Combine(store.Place.Data, "store.db"), sealKeyFile);
        Assert.NotEqual(0, ProcessMemory.Count(store.Process.Id, keys.Ours)["keyring"]);

        using (var asMember = await LogInAsync(store, member))
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await SealAsync(asMember)).StatusCode);
        }

        Assert.Equal("value", (await store.GetAsync("sealed-away")).Value);
        Assert.Equal(HttpStatusCode.OK, (await SealAsync(store.Rest)).StatusCode);
        await AssertSealedAsync(store, metrics);
        AssertNoKey(store, keys);

        var right = await File.ReadAllBytesAsync(sealKeyFile);
        var other = "qwak-seal-key-v1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"u8.ToArray();
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsealAsync(store, other, store.Place.AdminKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsealAsync(store, [1, 2, 3], store.Place.AdminKey));
        Assert.Equal(HttpStatusCode.BadRequest, await UnsealAsync(store, [], store.Place.AdminKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsealAsync(store, right, "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await UnsealAsync(store, right, null));
        Assert.Equal(HttpStatusCode.Forbidden, await UnsealAsync(store, right, member));
        await AssertSealedAsync(store, metrics);
        AssertNoKey(store, keys, but: "seal's text"); // In the listener's buffers, until something else comes there.

        Assert.Equal(HttpStatusCode.OK, await UnsealAsync(store, right, store.Place.AdminKey));
        await ShowsAsync(store.Process, "Server[2010]");
        await store.WaitForHealthAsync(HttpStatusCode.OK);
        Assert.Equal("value", (await store.GetAsync("sealed-away")).Value);
        Assert.Equal("value", (await store.Grpc.GetSecretAsync(new GetSecretRequest { Name = "sealed-away" })).Value);
        Assert.Contains("qwak_sealed 0", await ScrapeAsync(metrics), StringComparison.Ordinal);

        var events = await store.QueryAsync<string>("SELECT action || ' ' || outcome FROM audit_event WHERE action LIKE 'service.%' ORDER BY sequence");
        Assert.Equal(["service.seal permission_denied", "service.seal ok", "service.unseal permission_denied", "service.unseal ok"], events);
        using var verified = await store.Rest.PostAsync("/api/v1/audit/verify", null);
        Assert.Contains("\"isGood\":true", await verified.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Signals.Terminate(store.Process.Id);
        Assert.Equal(0, (await store.Process.FinishAsync(40)).ExitCode);
        Assert.DoesNotContain("Server[2001]", store.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_seals_and_unseals_a_store_that_is_under_a_passphrase_and_sealed_it_still_ends_well()
    {
        await using var server = new ServerProcess();
        var passphrase = Path.Combine(server.Folder, "passphrase");
        await File.WriteAllTextAsync(passphrase, "correct horse battery staple\n");
        File.SetUnixFileMode(passphrase, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var process = Command.Start("dotnet", server.Arguments("--seal-passphrase-file", passphrase));
        await ShowsAsync(process, "is running");
        await RunAsync(server, 0, "secrets", "set", "--name", "under-passphrase", "--value", "kept");
        File.Move(passphrase, passphrase + ".away");

        await RunAsync(server, 0, "server", "seal");
        await ShowsAsync(process, "Server[2008]");
        var refused = await RunAsync(server, 1, "secrets", "get", "--name", "under-passphrase");
        Assert.Contains("The service is sealed", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.Contains("Give one of", (await RunAsync(server, 1, "server", "unseal")).Error, StringComparison.Ordinal);

        await RunAsync(server, 0, "server", "unseal", "--seal-passphrase-file", passphrase + ".away");
        await ShowsAsync(process, "Server[2010]");
        Assert.Contains("kept", (await RunAsync(server, 0, "secrets", "get", "--name", "under-passphrase")).Output, StringComparison.Ordinal);

        await RunAsync(server, 0, "server", "seal");
        await ShowsAsync(process, "Server[2008]", times: 2);
        Signals.Terminate(process.Id);
        var ended = await process.FinishAsync(40);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
    }

    [Fact]
    public async Task A_build_gets_nothing_while_the_service_is_sealed_and_goes_on_when_it_is_unsealed()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", "value-of-a-sealed-service");
        await using var building = scene.StartBuild(
            """
            get("aws-api-key")
            print("had it before")
            refused = 0
            for i in range(200):
                try:
                    value = get("aws-api-key")
                    if refused:
                        print("has it again:", value)
                        break
                except Exception:
                    refused += 1
                    print("refused")
                time.sleep(0.3)
            """);
        await ShowsAsync(building, "had it before");
        using (var rest = await scene.Server.NewRestAsync())
        {
            Assert.Equal(HttpStatusCode.OK, (await SealAsync(rest)).StatusCode);
        }

        await ShowsAsync(building, "refused");
        Assert.DoesNotContain("has it again", building.Error, StringComparison.Ordinal);
        await RunAsync(scene.Server, 0, "server", "unseal", "--seal-key-file", scene.Server.Data + ".seal-key");
        var summary = BuildScene.Summary(await building.FinishAsync(200));
        Assert.True(summary.GetProperty("status").GetString() == "succeeded", $"{summary}\n{building.Error}\n{scene.Server.Process.Output}");
        Assert.True(summary.GetProperty("logIsComplete").GetBoolean());
        Assert.Contains("has it again: [redacted:aws-api-key]", await scene.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_core_dump_is_written_and_no_process_of_the_same_user_may_look_in()
    {
        await using var server = new ServerProcess();
        string[] asUser = [];
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(0, (await Command.RunAsync("chown", ["65534:65534", server.Folder])).ExitCode);
            asUser = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        }

        string[] line = [.. asUser, "dotnet", .. server.Arguments()];
        await using var process = Command.Start(line[0], line[1..], new Dictionary<string, string> { ["TMPDIR"] = server.Folder });
        await ServerProcess.WaitUntilRunningAsync(process);
        var limits = await File.ReadAllLinesAsync($"/proc/{process.Id}/limits");
        Assert.Matches(@"^Max core file size +0 +0 +bytes", limits.Single(limit => limit.StartsWith("Max core file size", StringComparison.Ordinal)));

        // The kernel gives the files of a process that refuses to be dumped to root (proc(5)).
        var owner = await Command.RunAsync("stat", ["-c", "%u", $"/proc/{process.Id}/mem", $"/proc/{process.Id}/environ"]);
        Assert.Equal("0\n0\n", owner.Output);
        Signals.Terminate(process.Id);
        await process.FinishAsync(40);
    }

    private static async Task AssertSealedAsync(ServedStore store, int metrics)
    {
        // For a moment nothing listens.
        await ShowsAsync(store.Process, "Server[2008]");
        using var anyone = store.Place.NewRest(token: null);
        string[] doors =
        [
            ServedStore.Address("sealed-away") + "/value", "/api/v1/whoami", "/.well-known/jwks.json", "/openapi/v1.json", "/ui", "/ui/sign-in", "/",
            "/health/ready", "/nowhere",
        ];
        foreach (var door in doors)
        {
            using var answer = await store.Rest.GetAsync(door);
            Assert.Equal((door, HttpStatusCode.ServiceUnavailable), (door, answer.StatusCode));
            Assert.Contains("The service is sealed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var problem = await store.Rest.GetAsync(doors[0]);
        Assert.Equal("unavailable", (await problem.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.NotNull(problem.Headers.RetryAfter);
        using var login = await anyone.PostAsJsonAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = store.Place.AdminKey });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, login.StatusCode);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await store.Grpc.GetSecretAsync(new GetSecretRequest { Name = "sealed-away" }));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("unavailable", refused.Trailers.GetValue("x-qwak-code"));
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("/health/live")).StatusCode);
        Assert.Contains("qwak_sealed 1", await ScrapeAsync(metrics), StringComparison.Ordinal);
    }

    /// <summary>None of the keys that are ours to erase; of those that libraries copied, how many are noted.</summary>
    private void AssertNoKey(ServedStore store, StoreKeys keys, string? but = null)
    {
        Assert.All(ProcessMemory.Count(store.Process.Id, keys.Ours).Where(count => count.Key != but), count => Assert.Equal((count.Key, 0), (count.Key, count.Value)));
        output.WriteLine($"copies that libraries left: {ProcessMemory.Count(store.Process.Id, keys.Libraries).Values.Sum()}");
    }

    private static Task<HttpResponseMessage> SealAsync(HttpClient rest) => rest.PostAsJsonAsync("/api/v1/service/seal", new { });

    private static async Task<HttpStatusCode> UnsealAsync(ServedStore store, byte[] sealKey, string? apiKey)
    {
        using var rest = store.Place.NewRest(apiKey is null ? null : new AuthenticationHeaderValue("Bearer", apiKey));
        using var answer = await rest.PostAsync("/api/v1/service/unseal", new ByteArrayContent(sealKey));
        return answer.StatusCode;
    }

    private static async Task<string> MemberKeyAsync(ServedStore store)
    {
        using var made = await store.Rest.PostAsJsonAsync("/api/v1/api-keys", new { user = "member", role = "member", force = false });
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("apiKey").GetString()!;
    }

    private static async Task<HttpClient> LogInAsync(ServedStore store, string apiKey)
    {
        var rest = store.Place.NewRest(token: null);
        rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await ServerProcess.LogInAsync(rest, apiKey));
        return rest;
    }

    private static async Task<string> ScrapeAsync(int port)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://127.0.0.1:{port}/metrics");
    }

    private static async Task<Finished> RunAsync(ServerProcess server, int exitCode, params string[] arguments)
    {
        var ran = await Command.RunAsync(Programs.Cli, arguments, new Dictionary<string, string>
        {
            ["QWAK_URL"] = server.Url, ["QWAK_CA_FILE"] = server.CaFile, ["QWAK_API_KEY"] = server.AdminKey, ["QWAK_HOME"] = server.Folder,
        });
        Assert.True(exitCode == ran.ExitCode, $"{string.Join(' ', arguments)}: {ran.Error}{ran.Output}");
        return ran;
    }

    private static async Task ShowsAsync(Command process, string text, int times = 1)
    {
        for (var i = 0; i < 1200 && (process.Output + process.Error).Split(text).Length <= times; i++)
        {
            Assert.False(process.HasExited, process.Error + process.Output);
            await Task.Delay(50);
        }

        Assert.True((process.Output + process.Error).Split(text).Length > times, process.Output + process.Error);
    }
}
