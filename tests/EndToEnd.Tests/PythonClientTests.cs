using System.Net.Http.Json;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests;

/// <summary>Our own Python client, against the real service.</summary>
public sealed class PythonClientTests
{
    private static readonly string Client = Path.Combine(Repository.Root, "clients", "python");
    private static readonly string Model = Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "python", "model.py");

    [Fact]
    public async Task The_seeds_snippet_reads_its_secrets_with_an_api_key()
    {
        await using var server = await ServerProcess.StartNewAsync();
        await RunModelAsync(server, new() { ["QWAK_URL"] = server.Url, ["QWAK_CA_FILE"] = server.CaFile, ["QWAK_API_KEY"] = server.AdminKey });
    }

    [Fact]
    public async Task The_seeds_snippet_reads_its_secrets_with_the_configuration_file()
    {
        await using var server = await ServerProcess.StartNewAsync();
        Directory.CreateDirectory(Path.Combine(server.Folder, ".qwak"));
        await File.WriteAllTextAsync(
            Path.Combine(server.Folder, ".qwak", "config"), $"[default]\nurl = {server.Url}\nca_file = {server.CaFile}\napi_key = {server.AdminKey}\n");
        await RunModelAsync(server, []);
    }

    [Fact]
    public async Task The_seeds_snippet_reads_its_secrets_with_a_jfrog_token()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var rest = await server.NewRestAsync();
        var made = await rest.PostAsJsonAsync("/api/v1/access-tokens", new { description = "model" });
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        await RunModelAsync(server, new() { ["JF_URL"] = server.Url + "/artifactory", ["JF_ACCESS_TOKEN"] = token, ["QWAK_CA_FILE"] = server.CaFile });
    }

    [Fact]
    public async Task Its_own_tests_pass()
    {
        var finished = await Command.RunAsync("/usr/bin/python3", ["-B", "-m", "unittest", "discover", "-s", "tests", "-t", "."], folder: Client, seconds: 150);
        Assert.True(finished.ExitCode == 0, finished.Error);
    }

    private static async Task RunModelAsync(ServerProcess server, Dictionary<string, string> variables)
    {
        variables["PYTHONPATH"] = Client;
        variables["QWAK_HOME"] = server.Folder;
        var finished = await Command.RunAsync("/usr/bin/python3", ["-B", Model], variables);
        Assert.True(finished is { ExitCode: 0, Output: "done\n" }, finished.Error + finished.Output);
    }
}
