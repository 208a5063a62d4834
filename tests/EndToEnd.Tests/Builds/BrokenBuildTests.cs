using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary>Runner, child process and service end when nobody expects it: the record stays true, and the credential dies.</summary>
public sealed class BrokenBuildTests
{
    private const string Value = "canary-7f3a91-value-of-this-test";

    [Fact]
    public async Task After_kill_9_of_the_runner_the_credential_is_dead_within_ten_seconds_and_nothing_of_the_build_is_left()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        var leaked = Path.Combine(scene.Server.Folder, "leaked");
        await using var building = scene.StartBuild(
            $"""
            get("aws-api-key")
            open("{leaked}.tmp", "w").write(os.environ["QWAK_API_KEY"] + "\n" + str(os.getpid()) + "\n" + os.environ["QWAK_HOME"])
            os.rename("{leaked}.tmp", "{leaked}")
            time.sleep(300)
            """,
            "-E", "TOKEN=secret.aws-api-key", "--service-account-key-secret-name", "aws-api-key");
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(File.Exists(leaked)), 100), building.Error);
        var (key, process, home) = await ReadAsync(leaked);
        var token = await LoginAsync(scene, key);

        building.Kill();

        using var rest = await scene.Server.NewRestAsync();
        rest.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.True(await BuildScene.BecomesTrueAsync(
            async () => (await rest.GetAsync("/api/v1/environments/default/secrets/aws-api-key/value")).StatusCode == System.Net.HttpStatusCode.Unauthorized, 10));
        Assert.True(await BuildScene.BecomesTrueAsync(async () => (await scene.NewestAsync()).GetProperty("status").GetString() == "lost", 90));
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(!Directory.Exists("/proc/" + process) && !Directory.Exists(home)), 10));
        await scene.AssertNowhereOnDiskAsync(Value);
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("stopped")]
    public async Task The_service_restarts_in_the_middle_of_a_build_and_the_build_goes_on_with_its_whole_log(string end)
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        await using var building = scene.StartBuild(
            """
            for i in range(300):
                print("line", i)
                time.sleep(0.05)
            for _ in range(100):
                try:
                    print("fetched", get("aws-api-key"))
                    break
                except Exception:
                    time.sleep(0.3)
            """);
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(building.Error.Contains("line 20\n", StringComparison.Ordinal)), 100), building.Error);

        await (end == "killed" ? scene.Server.KillAsync() : scene.Server.StopAsync());
        await scene.Server.StartAsync();
        var summary = BuildScene.Summary(await building.FinishAsync(200));

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.True(summary.GetProperty("logIsComplete").GetBoolean());
        var log = (await scene.LogAsync()).Split('\n').Where(line => line.StartsWith("line", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"line {i}"), log);
        Assert.Contains("fetched [redacted:aws-api-key]", await scene.LogAsync(), StringComparison.Ordinal);
        Assert.Equal("succeeded", (await scene.NewestAsync()).GetProperty("status").GetString());
        await scene.AssertNowhereOnDiskAsync(Value);
    }

    [Fact]
    public async Task An_interrupted_build_ends_its_model_and_is_cancelled()
    {
        await using var scene = await BuildScene.StartAsync();
        await using var building = scene.StartBuild("print('begun')\ntime.sleep(300)");
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(building.Error.Contains("begun", StringComparison.Ordinal)), 100), building.Error);

        Signals.Terminate(building.Id);
        await building.FinishAsync();

        Assert.Equal("cancelled", (await scene.NewestAsync()).GetProperty("status").GetString());
    }

    private static async Task<(string Key, string Process, string Home)> ReadAsync(string file)
    {
        var lines = await File.ReadAllLinesAsync(file);
        File.Delete(file);
        return (lines[0], lines[1], lines[2]);
    }

    private static async Task<string> LoginAsync(BuildScene scene, string key)
    {
        using var rest = await scene.Server.NewRestAsync();
        return await ServerProcess.LogInAsync(rest, key);
    }
}
