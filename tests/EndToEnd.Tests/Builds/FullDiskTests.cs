using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary>The runner's disk is full: real file systems of a few pages, which bubblewrap mounts for the command alone.</summary>
public sealed class FullDiskTests
{
    private const string Value = "canary-51c09b-value-of-this-test";

    [Fact]
    public async Task A_terminal_on_a_full_disk_does_not_stop_the_build_and_the_service_has_the_whole_log()
    {
        await using var scene = await SceneAsync("for i in range(20000):\n    print('line', i, get('aws-api-key') if i % 5000 == 0 else '')");

        await using var building = scene.Start(
            ["sh", "-c", "exec \"$@\" 2>/dev/full", "sh"], [], "models", "build", scene.Model, "--model-id", "churn", "--output-folder", scene.OutputFolder, "--output", "json");
        var summary = BuildScene.Summary(await building.FinishAsync(200));
        var log = await scene.LogAsync();

        Assert.Equal(("succeeded", true), (summary.GetProperty("status").GetString(), summary.GetProperty("logIsComplete").GetBoolean()));
        Assert.Equal(20000, log.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
        Assert.DoesNotContain(Value, log, StringComparison.Ordinal);
        await scene.AssertNowhereOnDiskAsync(Value);
    }

    [Fact]
    public async Task An_output_folder_on_a_full_disk_fails_the_build_and_record_and_log_say_why_without_the_value()
    {
        await using var scene = await SceneAsync("open(os.path.join(qwak.output_folder(), 'model.bin'), 'w').write(get('aws-api-key') * 100000)");

        var (record, log) = await BuildOnFullDiskAsync(scene, scene.OutputFolder, pages: 4);

        Assert.Equal(("failed", 1), (record.GetProperty("status").GetString(), record.GetProperty("exitCode").GetInt32()));
        Assert.Contains("No space left on device", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, log + record, StringComparison.Ordinal);
        await scene.AssertNowhereOnDiskAsync(Value);
    }

    [Fact]
    public async Task A_runner_without_room_for_its_private_files_fails_the_build_and_the_record_says_so()
    {
        await using var scene = await SceneAsync("print(get('aws-api-key'))");

        var (record, _) = await BuildOnFullDiskAsync(scene, "/dev/shm", pages: 2);

        Assert.Equal("failed", record.GetProperty("status").GetString());
        Assert.Contains("No space left on device", record.GetProperty("summary").GetProperty("reason").GetString(), StringComparison.Ordinal);
        await scene.AssertNowhereOnDiskAsync(Value);
    }

    [Fact]
    public async Task A_model_that_does_not_fit_on_the_disk_for_temporary_files_fails_the_build_and_the_record_says_so()
    {
        await using var scene = await SceneAsync("print(get('aws-api-key'))");
        string[][] commit = [["init", "--quiet"], ["add", "--all"], ["-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message", "model"]];
        foreach (var step in commit)
        {
            Assert.Equal(0, (await Command.RunAsync("git", ["-C", scene.Model, .. step])).ExitCode);
        }

        var (record, log) = await BuildOnFullDiskAsync(scene, scene.Temporary, pages: 4, "file://" + scene.Model);

        Assert.Equal("failed", record.GetProperty("status").GetString());
        Assert.Equal("Fetching the model ended with exit code 128.", record.GetProperty("summary").GetProperty("reason").GetString());
        Assert.Contains("No space left on device", log, StringComparison.Ordinal);
        await scene.AssertNowhereOnDiskAsync(Value);
    }

    private static async Task<BuildScene> SceneAsync(string lines)
    {
        var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        scene.Write(lines);
        Directory.CreateDirectory(scene.OutputFolder);
        return scene;
    }

    private static async Task<(JsonElement Record, string Log)> BuildOnFullDiskAsync(BuildScene scene, string folder, int pages, string? address = null)
    {
        await using var building = scene.Start(
            ["bwrap", "--dev-bind", "/", "/", "--size", $"{pages * Environment.SystemPageSize}", "--tmpfs", folder, "--"], [],
            "models", "build", address ?? scene.Model, "--model-id", "churn", "--output-folder", scene.OutputFolder);
        var finished = await building.FinishAsync(200);
        Assert.True(finished.ExitCode == 1, finished.Error);
        return (await scene.NewestAsync(), await scene.LogAsync());
    }
}
