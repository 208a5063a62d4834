using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary><c>--isolate</c>, with the real bubblewrap.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task An_isolated_model_sees_neither_the_callers_home_nor_other_processes_and_works_as_ever()
    {
        await using var scene = await BuildScene.StartAsync();
        await scene.SetAsync("aws-api-key", "hunter2-S3cr3t-Pass-Key");
        var home = Directory.CreateDirectory(Path.Combine(scene.Server.Folder, "home")).FullName;
        Directory.CreateDirectory(Path.Combine(home, ".qwak"));
        await File.WriteAllTextAsync(Path.Combine(home, ".qwak", "auth"), "the caller's own");

        await using var building = scene.StartBuild(
            $$"""
            def attempt(what):
                try:
                    return what()
                except Exception as error:
                    return type(error).__name__
            print("home", attempt(lambda: os.listdir("{{home}}")))
            print("config", attempt(lambda: open("{{home}}/.qwak/auth").read()))
            print("server", attempt(lambda: sorted(os.listdir("{{scene.Server.Folder}}"))))
            print("sockets", attempt(lambda: [name for name in os.listdir("/run") if name != "systemd"]))
            print("processes", sorted({open(f"/proc/{p}/comm").read().strip() for p in os.listdir("/proc") if p.isdigit()}))
            print("runner", attempt(lambda: open("/proc/{{Environment.ProcessId}}/environ").read()))
            print("system", attempt(lambda: open("/etc/qwak-test", "w")))
            print("model", attempt(lambda: open("written", "w").write("x")))
            print("capabilities", [line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")])
            print("secret", get("aws-api-key"))
            open(os.path.join(qwak.output_folder(), "model.bin"), "wb").write(b"model")
            qwak.log_metric({"rows": 3})
            """,
            new Dictionary<string, string> { ["HOME"] = home }, "--isolate");
        var summary = BuildScene.Summary(await building.FinishAsync(200));
        var log = await scene.LogAsync();

        Assert.Equal("succeeded", summary.GetProperty("status").GetString());
        Assert.Contains("home []\n", log, StringComparison.Ordinal);
        Assert.Contains("config FileNotFoundError\n", log, StringComparison.Ordinal);
        Assert.Contains("server ['home', 'made', 'model']\n", log, StringComparison.Ordinal);
        Assert.Contains("sockets []\n", log, StringComparison.Ordinal);
        Assert.Contains("processes ['bwrap', 'python3']\n", log, StringComparison.Ordinal);
        Assert.Contains("runner FileNotFoundError\n", log, StringComparison.Ordinal);
        Assert.Contains("system OSError\n", log, StringComparison.Ordinal);
        Assert.Contains("model 1\n", log, StringComparison.Ordinal);
        Assert.Contains("capabilities ['0000000000000000']\n", log, StringComparison.Ordinal);
        Assert.Contains("secret [redacted:aws-api-key]\n", log, StringComparison.Ordinal);
        Assert.Equal("model.bin", summary.GetProperty("artifacts")[0].GetProperty("path").GetString());
        Assert.Equal(3, summary.GetProperty("metrics").GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task Without_bubblewrap_or_where_it_is_refused_the_build_does_not_begin_and_says_what_to_do()
    {
        await using var scene = await BuildScene.StartAsync();
        var tools = Directory.CreateDirectory(Path.Combine(scene.Server.Folder, "tools")).FullName;
        var dotnet = (await Command.RunAsync("sh", ["-c", "readlink -f \"$(command -v dotnet)\""])).Output.Trim();
        File.CreateSymbolicLink(Path.Combine(tools, "dotnet"), dotnet);
        Dictionary<string, string> poor = new() { ["PATH"] = tools, ["DOTNET_ROOT"] = Path.GetDirectoryName(dotnet)! };

        await using var missing = scene.StartBuild("pass", poor, "--isolate");
        var without = await missing.FinishAsync(100);
        await File.WriteAllTextAsync(Path.Combine(tools, "bwrap"), "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
        File.SetUnixFileMode(Path.Combine(tools, "bwrap"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var refused = scene.StartBuild("pass", poor, "--isolate");
        var with = await refused.FinishAsync(100);

        Assert.Contains("Install it (on Debian: apt-get install bubblewrap)", without.Error, StringComparison.Ordinal);
        Assert.Contains("No permissions to create new namespace. In a container, or where the kernel", with.Error, StringComparison.Ordinal);
        Assert.Equal((1, 1), (without.ExitCode, with.ExitCode));
        var builds = await scene.RunAsync("models", "builds", "list", "--output", "json");
        Assert.Equal(0, JsonDocument.Parse(builds.Output).RootElement.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_cancelled_isolated_model_has_its_time_to_end()
    {
        await using var scene = await BuildScene.StartAsync();
        await using var building = scene.StartBuild(
            """
            import signal
            def end(*_):
                time.sleep(1)
                print("ended in peace")
                sys.exit(0)
            signal.signal(signal.SIGTERM, end)
            print("begun")
            time.sleep(300)
            """,
            "--isolate");
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(building.Error.Contains("begun", StringComparison.Ordinal)), 100), building.Error);

        Signals.Terminate(building.Id);
        await building.FinishAsync();

        Assert.Contains("ended in peace", await scene.LogAsync(), StringComparison.Ordinal);
        Assert.Equal("cancelled", (await scene.NewestAsync()).GetProperty("status").GetString());
    }
}
