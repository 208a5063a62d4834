namespace Qwak.Cli.Tests;

public sealed class PoliciesTests
{
    private const string Policy = """
        {"name":"trainers-read","effect":"allow","principals":["group:trainers"],"actions":["list","read"],"environments":["production"],"names":["snowflake-*"],"builtIn":false,"updatedAt":"2026-01-02T03:04:05Z","updatedBy":"admin"}
        """;

    private const string Role = """
        {"name":"builder","effect":"allow","principals":[],"actions":["list","use"],"environments":["*"],"names":["*"],"builtIn":true}
        """;

    [Fact]
    public async Task Policies_are_listed_with_the_roles()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/policies", Answers.Items(Role, Policy));
        (await shell.RunAsync("policies", "list")).Succeeds("""
            NAME           EFFECT  PRINCIPALS      ACTIONS    ENVIRONMENTS  NAMES
            builder        allow   (role)          list,use   *             *
            trainers-read  allow   group:trainers  list,read  production    snowflake-*

            """);
    }

    [Fact]
    public async Task A_policy_is_set_from_options_or_a_file()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("PUT /api/v1/policies/trainers-read", Policy);
        (await shell.RunAsync(
            "policies", "set", "--name", "trainers-read", "--principal", "group:trainers", "--action", "list", "--action", "read",
            "--environment-name", "production", "--secret", "snowflake-*")).Succeeds("Policy 'trainers-read' has been set\n");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, """
            {"name":"trainers-read","effect":"allow","principals":["group:trainers"],"actions":["list","read"],"environments":["production"],"names":["snowflake-*"]}
            """, TestContext.Current.CancellationToken);
        try
        {
            (await shell.RunAsync("policies", "set", "--file", file)).Succeeds("Policy 'trainers-read' has been set\n");
            (await shell.RunAsync("policies", "set", "--file", file, "--action", "read"))
                .Fails(2, "Error: Give either '--file' or the options that say what the policy is.");
            await File.WriteAllTextAsync(file, "{\"efect\":\"allow\"}", TestContext.Current.CancellationToken);
            var wrong = await shell.RunAsync("policies", "set", "--file", file);
            Assert.Equal(1, wrong.ExitCode);
            Assert.Contains("is not a policy in JSON", wrong.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(2, shell.Service.Rest.Bodies.Count);
        foreach (var body in shell.Service.Rest.Bodies)
        {
            Assert.Equal(("allow", "group:trainers", "snowflake-*"), ((string?)body!["effect"], (string?)body["principals"]![0], (string?)body["names"]![0]));
            Assert.Equal(["list", "read"], body["actions"]!.AsArray().Select(action => (string?)action));
        }

        (await shell.RunAsync("policies", "set", "--principal", "x")).Fails(2, "Error: The policy has no name: give '--name', or the member 'name' in the file.");
    }

    [Fact]
    public async Task An_explanation_is_one_sentence_or_json()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On(
            "POST /api/v1/policies/explain",
            """{"allowed":false,"explanation":"'trainer' may not read 'x-key' in 'production': no policy allows it."}""");
        string[] words = ["policies", "explain", "--principal", "trainer", "--action", "read", "--environment-name", "production", "--name", "x-key"];
        (await shell.RunAsync(words)).Succeeds("'trainer' may not read 'x-key' in 'production': no policy allows it.\n");
        Assert.Contains("\"allowed\": false", (await shell.RunAsync([.. words, "--output", "json"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_deleted()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("DELETE /api/v1/policies/trainers-read", "");
        (await shell.RunAsync("policies", "delete", "--name", "trainers-read")).Succeeds("Policy 'trainers-read' has been deleted\n");
    }

    [Theory]
    [InlineData("users", "user")]
    [InlineData("service-accounts", "service account")]
    public async Task Principals(string noun, string word)
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On($"GET /api/v1/{noun}", Answers.Items("""{"name":"dana","kind":"user"}"""));
        shell.Service.Rest.On($"POST /api/v1/{noun}", """{"name":"dana","kind":"user"}""");
        shell.Service.Rest.On($"DELETE /api/v1/{noun}/dana", "");
        (await shell.RunAsync("admin", noun, "list")).Succeeds("NAME\ndana\n");
        (await shell.RunAsync("admin", noun, "create", "--user-id", "dana")).Succeeds($"The {word} 'dana' has been created; it has no right yet\n");
        (await shell.RunAsync("admin", noun, "delete", "--user-id", "dana")).Succeeds($"The {word} 'dana' has been deleted\n");
    }

    [Fact]
    public async Task Groups()
    {
        await using var shell = await Shell.StartAsync();
        const string group = """{"name":"trainers","members":["dana","eli"]}""";
        shell.Service.Rest.On("GET /api/v1/groups", Answers.Items(group));
        shell.Service.Rest.On("POST /api/v1/groups", group);
        shell.Service.Rest.On("PUT /api/v1/groups/trainers/members/dana", group);
        shell.Service.Rest.On("DELETE /api/v1/groups/trainers/members/dana", "");
        shell.Service.Rest.On("DELETE /api/v1/groups/trainers", "");
        (await shell.RunAsync("admin", "groups", "list")).Succeeds("NAME      MEMBERS\ntrainers  dana,eli\n");
        (await shell.RunAsync("admin", "groups", "create", "--name", "trainers")).Succeeds("The group 'trainers' has been created\n");
        (await shell.RunAsync("admin", "groups", "add", "--name", "trainers", "--user-id", "dana")).Succeeds("'dana' is in the group 'trainers'\n");
        (await shell.RunAsync("admin", "groups", "remove", "--name", "trainers", "--user-id", "dana"))
            .Succeeds("'dana' is not in the group 'trainers' any more\n");
        (await shell.RunAsync("admin", "groups", "delete", "--name", "trainers")).Succeeds("The group 'trainers' has been deleted\n");
    }
}
