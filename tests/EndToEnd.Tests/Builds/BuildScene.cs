using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary>A server, a Python model, and the command as a user runs it.</summary>
internal sealed class BuildScene : IAsyncDisposable
{
    private BuildScene(ServerProcess server) => Server = server;

    public ServerProcess Server { get; }

    public string OutputFolder => Path.Combine(Server.Folder, "made");

    /// <summary>Where the command and its child processes put temporary files.</summary>
    public string Temporary => Directory.CreateDirectory(Path.Combine(Server.Folder, "tmp")).FullName;

    public string Model => Path.Combine(Server.Folder, "model");

    /// <summary>On a server that is there already.</summary>
    public static BuildScene On(ServerProcess server) => new(server);

    public static async Task<BuildScene> StartAsync() => new(await ServerProcess.StartNewAsync());

    public async Task SetAsync(string name, string value)
    {
        using var client = Server.NewClient();
        await client.SetSecretAsync(name, value);
    }

    /// <summary>Builds a Python model whose <c>build</c> has these lines.</summary>
    public async Task<JsonElement> BuildAsync(string lines, params string[] options)
    {
        await using var building = StartBuild(lines, options);
        return Summary(await building.FinishAsync(200));
    }

    public Command StartBuild(string lines, params string[] options) => StartBuild(lines, [], options);

    /// <summary>With these variables beside, or instead of, the scene's own.</summary>
    public Command StartBuild(string lines, Dictionary<string, string> variables, params string[] options)
    {
        Write(lines);
        return Start([], variables, ["models", "build", Model, "--model-id", "churn", "--output-folder", OutputFolder, "--output", "json", .. options]);
    }

    /// <summary>Writes the model.</summary>
    public void Write(string lines)
    {
        var main = Directory.CreateDirectory(Path.Combine(Model, "main")).FullName;
        File.WriteAllText(Path.Combine(main, "__init__.py"), $$"""
            import base64, json, os, subprocess, sys, time, urllib.parse
            from qwak.clients.secret_service import SecretServiceClient
            from qwak.model.base import QwakModel
            import qwak

            class TestModel(QwakModel):
                def build(self):
                    get = SecretServiceClient().get_secret
            {{string.Concat(lines.Split('\n').Select(line => "        " + line + "\n"))}}
            """);
    }

    public Command Start(params string[] arguments) => Start([], [], arguments);

    /// <summary>Starts the command through another one, such as a shell that leads its output elsewhere.</summary>
    public Command Start(string[] through, Dictionary<string, string> variables, params string[] arguments)
    {
        string[] all = [.. through, Programs.Cli, .. arguments];
        return Command.Start(all[0], all[1..], Variables.Concat(variables).GroupBy(v => v.Key).ToDictionary(v => v.Key, v => v.Last().Value), Server.Folder);
    }

    public async Task<Finished> RunAsync(params string[] arguments)
    {
        await using var command = Start(arguments);
        return await command.FinishAsync(100);
    }

    public static JsonElement Summary(Finished finished)
    {
        Assert.True(finished.Output.StartsWith('{'), finished.Error + finished.Output);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    /// <summary>The record of the newest build.</summary>
    public async Task<JsonElement> NewestAsync()
    {
        using var rest = await Server.NewRestAsync();
        var list = await rest.GetFromJsonAsync<JsonElement>("/api/v1/builds");
        return await rest.GetFromJsonAsync<JsonElement>($"/api/v1/builds/{list.GetProperty("items")[0].GetProperty("buildId").GetString()}");
    }

    /// <summary>The log of the newest build as the service has it.</summary>
    public async Task<string> LogAsync()
    {
        var build = (await NewestAsync()).GetProperty("buildId").GetString()!;
        var finished = await RunAsync("models", "builds", "logs", "--build-id", build);
        Assert.True(finished.ExitCode == 0, finished.Error);
        return finished.Output;
    }

    /// <summary>The store, the log of builds, temporary folders, what the build made: all lies below the scene's folder.</summary>
    public async Task AssertNowhereOnDiskAsync(string value)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(value))), Encoding.Unicode.GetBytes(value)];
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.EnumerateFiles(Server.Folder, "*", everything).Where(file => new FileInfo(file).Length > 0))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(forms, form => Assert.True(bytes.AsSpan().IndexOf(form) < 0, file));
        }
    }

    public static async Task<bool> BecomesTrueAsync(Func<Task<bool>> condition, int seconds)
    {
        for (var turn = 0; turn < seconds * 5; turn++)
        {
            if (await condition())
            {
                return true;
            }

            await Task.Delay(200);
        }

        return false;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Dictionary<string, string> Variables => new()
    {
        ["QWAK_URL"] = Server.Url,
        ["QWAK_CA_FILE"] = Server.CaFile,
        ["QWAK_API_KEY"] = Server.AdminKey,
        ["QWAK_HOME"] = Server.Folder,
        ["CALLERS_OWN"] = "not for the build",
        ["TMPDIR"] = Temporary,
    };
}
