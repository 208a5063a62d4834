using System.Net.Http.Json;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary><c>qwak run</c> and <c>qwak models serve</c>.</summary>
public sealed class RunAndServeTests
{
    private const string Value = "hunter2-S3cr3t&Pass/Key+9";

    [Fact]
    public async Task A_command_has_its_secrets_in_a_variable_and_a_file_and_its_exit_code_is_the_exit_code()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        var link = Path.Combine(scene.Server.Folder, "key-file");

        var finished = await scene.RunAsync(
            "run", "--secret", "TOKEN=aws-api-key", "--file", $"{link}=aws-api-key", "--",
            "sh", "-c", $"test \"$TOKEN\" = \"$(cat {link})\" && echo same; stat -Lc %a {link}; echo \"$TOKEN\"; echo \"$TOKEN\" >&2; exit 7");

        Assert.Equal(7, finished.ExitCode);
        Assert.Equal("same\n600\n[redacted:aws-api-key]\n", finished.Output);
        Assert.Equal("[redacted:aws-api-key]\n", finished.Error);
        Assert.False(Path.Exists(link));
    }

    [Fact]
    public async Task A_command_reads_a_secret_from_a_descriptor_that_has_no_name_and_cannot_be_written()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        await scene.SetAsync("other-key", "another-value-of-9");

        var finished = await scene.RunAsync(
            "run", "--fd", "KEY=aws-api-key", "--fd", "OTHER=other-key", "--", "python3", "-c",
            """
            import os
            for name in ("KEY", "OTHER"):
                path = os.environ[name]
                print(path.rsplit("/", 1)[0], len(open(path).read()), len(os.read(int(path.rsplit("/", 1)[1]), 100)))
                print(open(path).read(), os.readlink(path))
                try:
                    os.pwrite(int(path.rsplit("/", 1)[1]), b"x", 0)
                except OSError as error:
                    print(error.strerror)
            """);

        Assert.Equal("", finished.Error);
        Assert.Equal(
            $"/dev/fd {Value.Length} {Value.Length}\n[redacted:aws-api-key] /memfd:qwak-secret (deleted)\nOperation not permitted\n"
            + "/dev/fd 18 18\n[redacted:other-key] /memfd:qwak-secret (deleted)\nOperation not permitted\n",
            finished.Output);
    }

    [Fact]
    public async Task A_signal_goes_to_the_command_of_run()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        await using var running = scene.Start(
            "run", "--secret", "TOKEN=aws-api-key", "--", "sh", "-c", "trap 'echo caught; exit 5' TERM; echo ready; while :; do sleep 0.1; done");
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(running.Output.Contains("ready", StringComparison.Ordinal)), 60), running.Error);

        Signals.Terminate(running.Id);
        var finished = await running.FinishAsync();

        Assert.Equal((5, "ready\ncaught\n"), (finished.ExitCode, finished.Output));
    }

    [Fact]
    public async Task The_python_sample_builds_and_serves()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);
        var sample = Path.Combine(Repository.Root, "samples", "python-model");

        var built = await scene.RunAsync("models", "build", sample, "--model-id", "sample", "--secret", "aws-api-key");
        var port = Ports.Free();
        await using var serving = scene.Start("models", "serve", sample, "--model-id", "sample", "--secret", "aws-api-key", "--port", $"{port}");
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(serving.Error.Contains("Serving on", StringComparison.Ordinal)), 100), serving.Error);
        using var http = new HttpClient();
        var answer = await http.PostAsJsonAsync($"http://127.0.0.1:{port}/predict", new[] { new { a = 1 }, new { a = 2 } });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Signals.Terminate(serving.Id);
        await serving.FinishAsync();

        Assert.True(built.ExitCode == 0, built.Error + built.Output);
        Assert.Equal((2, true), (body.GetProperty("prediction").GetInt32(), body.GetProperty("has_credential").GetBoolean()));
        var usage = await scene.RunAsync("secrets", "usage", "--name", "aws-api-key", "--output", "json");
        Assert.Equal(2, JsonDocument.Parse(usage.Output).RootElement.GetProperty("items").GetArrayLength());
        var changed = await scene.RunAsync("secrets", "set", "--name", "aws-api-key", "--value", "another-value");
        Assert.Matches("^Models have used this secret; they have the new version with their next read:\n  sample: 2 builds, last .* with version 1\n$", changed.Error);
    }

    [Fact]
    public async Task The_csharp_sample_builds()
    {
        Assert.SkipUnless(FullRun.IsAsked, "It compiles the SDK: minutes on a busy machine. --full runs it.");
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", Value);

        await using var building = scene.Start("models", "build", Path.Combine(Repository.Root, "samples", "csharp-model"), "--model-id", "sample");
        var built = await building.FinishAsync(280);

        Assert.True(built.ExitCode == 0, built.Error + built.Output);
        Assert.Contains("Trained with 25 rows; even a careless print is redacted: [redacted:aws-api-key]", built.Error, StringComparison.Ordinal);
    }
}
