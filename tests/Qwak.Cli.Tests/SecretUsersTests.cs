namespace Qwak.Cli.Tests;

/// <summary>Which models the deletion of a secret affects is told before it. Of a new version: EndToEnd.Tests.</summary>
public sealed class SecretUsersTests
{
    private const string Builds = "GET /api/v1/environments/default/secrets/some-name/builds";

    private const string Told = """
          churn: 2 builds, last 2026-01-03 00:00:00Z with version 2; running now: b2
          fraud: 1 build, last 2026-01-01 00:00:00Z with version 1

        """;

    [Fact]
    public async Task Deleting_a_secret_says_before_which_models_have_used_it_and_which_are_running()
    {
        await using var shell = await ShellAsync();

        var ran = await shell.RunAsync("secrets", "delete", "--name", "some-name");

        Assert.Equal((0, "Deleting secret named 'some-name'\nSecret 'some-name' has been deleted\n"), (ran.ExitCode, ran.Output));
        Assert.Equal("Models have used this secret; their next read of it is refused:\n" + Told, ran.Error);
    }

    private static async Task<Shell> ShellAsync()
    {
        var shell = await Shell.StartAsync();
        shell.Service.Secrets["some-name"] = "old value";
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On(Builds, $$"""
            {"items":[{{Use("b2", "churn", 2, 3, "running")}},{{Use("b1", "churn", 1, 2, "failed")}},{{Use("b0", "fraud", 1, 1, "lost")}}]}
            """);
        return shell;
    }

    private static string Use(string build, string model, int version, int day, string status) => $$"""
        {"buildId":"{{build}}","modelId":"{{model}}","status":"{{status}}","name":"some-name","version":{{version}},"principal":"bob",
         "firstAt":"2026-01-0{{day}}T00:00:00Z","lastAt":"2026-01-0{{day}}T00:00:00Z","reads":1}
        """;
}
