using System.Diagnostics;
using System.Globalization;

namespace Qwak.EndToEnd.Tests.Seed;

/// <summary>The seed's commands, letter for letter, on a server that admits the names that the seed uses.</summary>
public sealed class SeedCommandTests
{
    [Fact]
    public async Task The_commands_of_the_seed_work_as_written_with_legacy_names()
    {
        using var shell = new UserShell();
        using var server = await StartServerAsync(shell, "--legacy-names");
        try
        {
            Assert.Equal(
                "Creating secret named 'aws-api-key' with value length of 24...\nCreated!\n",
                (await shell.QwakAsync("secrets set --name aws-api-key --value <the_value_of_the_key>..")).Succeeded());
            Assert.Equal(
                "Creating secret named 'aws-api-secret' with value length of 25...\nCreated!\n",
                (await shell.QwakAsync("secrets set --name aws-api-secret --value <the_value_of_the_secret>")).Succeeded());
            Assert.Equal(
                "Creating secret named 'snowflake_user' with value length of 16...\nCreated!\n",
                (await shell.QwakAsync("secrets set --name snowflake_user --value <snowflake_user>")).Succeeded());
            Assert.Equal(
                "Creating secret named 'snowflake_password' with value length of 23...\nCreated!\n",
                (await shell.QwakAsync("secrets set --name snowflake_password --value <secured_password_1234>")).Succeeded());

            Assert.Equal("<secured_password_1234>\n", (await shell.QwakAsync("secrets get --name snowflake_password")).Succeeded());
            Assert.Equal("<snowflake_user>", (await shell.QwakAsync("secrets get --name snowflake_user --raw")).Succeeded());
            var list = (await shell.QwakAsync("secrets list")).Succeeded();
            Assert.Equal(
                ["aws-api-key", "aws-api-secret", "snowflake_password", "snowflake_user"],
                list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[0]));
            Assert.DoesNotContain("the_value", list, StringComparison.Ordinal);

            Assert.Equal(
                "Deleting secret named 'aws-api-secret'\nSecret 'aws-api-secret' has been deleted\n",
                (await shell.QwakAsync("secrets delete --name aws-api-secret")).Succeeded());
            var missing = await shell.QwakAsync("secrets get --name aws-api-secret");
            Assert.Equal((1, "", "Error getting secret. Error is Secret [aws-api-secret] not found\n"), (missing.ExitCode, missing.Output, missing.Error));
        }
        finally
        {
            await StopAsync(server);
        }
    }

    [Fact]
    public async Task Without_legacy_names_the_corrected_name_is_offered()
    {
        using var shell = new UserShell();
        using var server = await StartServerAsync(shell);
        try
        {
            var refused = await shell.QwakAsync("secrets set --name snowflake_user --value x");
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("Did you mean 'snowflake-user'?", refused.Error, StringComparison.Ordinal);
            Assert.Equal("{\"items\":[]}", (await shell.QwakAsync("secrets list --output json")).Succeeded().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        }
        finally
        {
            await StopAsync(server);
        }
    }

    [Fact]
    public async Task The_corrected_snippets_read_what_was_set_in_python_and_in_csharp_and_print_only_its_length()
    {
        using var shell = new UserShell();
        using var server = await StartServerAsync(shell);
        try
        {
            (await shell.QwakAsync("secrets set --name aws-api-key --value AKIA-näive-42")).Succeeded();
            var python = (await shell.RunAsync(
                "/usr/bin/env", ["PYTHONPATH=clients/python", "python3", "samples/python/read_secret.py"])).Succeeded();
            Assert.Contains("13", python, StringComparison.Ordinal);
            var csharp = (await shell.RunAsync("dotnet", ["run", "samples/csharp/read-secret.cs", "--", "aws-api-key"])).Succeeded();
            Assert.Contains("13", csharp, StringComparison.Ordinal);
            Assert.DoesNotContain("AKIA", python + csharp, StringComparison.Ordinal);
        }
        finally
        {
            await StopAsync(server);
        }
    }

    [Fact]
    public async Task A_second_environment_is_reached_by_its_address_and_by_its_profile()
    {
        using var shell = new UserShell();
        var port = Ports.Free();
        using var server = await StartServerAsync(shell, "--listen", $"127.0.0.1:{port}");
        try
        {
            (await shell.QwakAsync($"environments create --name production --edge-address localhost:{port}")).Succeeded();
            var key = await File.ReadAllTextAsync(Path.Combine(shell.Home, "data", "admin-api-key"));
            (await shell.QwakAsync(
                $"configure --environment production --api-key {key.Trim()} --url https://localhost:{port} --ca {shell.Home}/data/ca.pem")).Succeeded();
            (await shell.QwakAsync("secrets set --name shared-name --value in-default")).Succeeded();
            (await shell.QwakAsync("secrets set --name shared-name --value in-production --environment production")).Succeeded();
            Assert.Equal("in-default\n", (await shell.QwakAsync("secrets get --name shared-name")).Succeeded());
            Assert.Equal("in-production\n", (await shell.QwakAsync("secrets get --name shared-name --environment production")).Succeeded());
        }
        finally
        {
            await StopAsync(server);
        }
    }

    private static async Task<Process> StartServerAsync(UserShell shell, params string[] more)
    {
        var port = Ports.Free();
        var data = Path.Combine(shell.Home, "data");
        var server = shell.Start(
            Path.Combine(UserShell.Root, "qwak"),
            ["server", "start", "--data", data, "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), .. more]);
        await WaitForAsync(server, "  admin API key");
        var key = (await File.ReadAllTextAsync(Path.Combine(data, "admin-api-key"))).Trim();
        Assert.Equal(
            "User successfully configured for the 'default' environment\n",
            (await shell.QwakAsync($"configure --api-key {key} --url https://localhost:{port} --ca {data}/ca.pem")).Succeeded());
        return server;
    }

    private static async Task WaitForAsync(Process server, string start)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The server did not start: {await server.StandardError.ReadToEndAsync()}");
    }

    private static async Task StopAsync(Process server)
    {
        server.Kill();
        await server.WaitForExitAsync();
    }
}
