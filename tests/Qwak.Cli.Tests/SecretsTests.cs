using System.Text.Json.Nodes;

namespace Qwak.Cli.Tests;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData(" two\nlines\n")]
    [InlineData("\U0001F511 ünïcødé \u0000 zero")]
    public async Task Get_prints_the_value_and_a_newline_and_raw_adds_none(string value)
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Secrets["some-name"] = value;
        (await shell.RunAsync("secrets", "get", "--name", "some-name")).Succeeds(value + "\n");
        (await shell.RunAsync("secrets", "get", "--name", "some-name", "--raw")).Succeeds(value);
        var json = await shell.RunAsync("secrets", "get", "--name", "some-name", "--output", "json");
        Assert.Equal(value, (string?)JsonNode.Parse(json.Output)!["value"]);
        Assert.Equal("some-name", (string?)JsonNode.Parse(json.Output)!["name"]);
    }

    [Fact]
    public async Task Getting_what_is_not_there_is_an_error_on_standard_error()
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("secrets", "get", "--name", "nope");
        ran.Fails(1, "Error getting secret. Error is Secret [nope] not found");
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task Delete_prints_what_the_existing_command_prints()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Secrets["some-name"] = "x";
        (await shell.RunAsync("secrets", "delete", "--name", "some-name"))
            .Succeeds("Deleting secret named 'some-name'\nSecret 'some-name' has been deleted\n");
        Assert.Empty(shell.Service.Secrets);
        shell.Service.Secrets["some-name"] = "x";
        (await shell.RunAsync("secrets", "delete", "--name", "some-name", "--output", "json"))
            .Succeeds("{\n  \"name\": \"some-name\",\n  \"deleted\": true\n}\n");
    }

    [Fact]
    public async Task Deleting_what_is_not_there_fails()
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("secrets", "delete", "--name", "nope");
        ran.Fails(1, "Error deleting secret. Error is Failed to delete secret, name: [nope], error is [Secret not found]");
        Assert.Equal("Deleting secret named 'nope'\n", ran.Output);
    }

    [Fact]
    public async Task List_is_an_aligned_table_in_utc()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On(
            "GET /api/v1/environments/default/secrets",
            Answers.Items(Answers.Secret("a-name", 1), Answers.Secret("a-much-longer-name", 12)));
        (await shell.RunAsync("secrets", "list", "--filter", "name", "--sort", "updated", "--order", "desc")).Succeeds("""
            NAME                VERSION  CREATED               UPDATED
            a-name              1        2026-01-02 03:04:05Z  2026-02-03 04:05:06Z
            a-much-longer-name  12       2026-01-02 03:04:05Z  2026-02-03 04:05:06Z

            """);
        var query = shell.Service.Single("/secrets").Query;
        Assert.Contains("sort=updated&order=desc&filter=name", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_for_scripts_has_items_even_when_there_are_none()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On("GET /api/v1/environments/default/secrets", Answers.Items());
        (await shell.RunAsync("secrets", "list", "--output", "json")).Succeeds("{\n  \"items\": []\n}\n");
        (await shell.RunAsync("secrets", "list")).Succeeds("NAME  VERSION  CREATED  UPDATED\n");
    }

    [Fact]
    public async Task Without_a_configuration_nothing_is_printed_or_asked()
    {
        await using var shell = await Shell.StartAsync();
        shell.IsConfigured = false;
        shell.Typed = "typed";
        var ran = await shell.RunAsync("secrets", "set", "--name", "some-name", "--environment", "staging");
        ran.Fails(
            1,
            "Environment staging has not be configured.Please ensure it is configured using the `qwak configure` command.");
        Assert.Empty(ran.Output);
        Assert.Single(ran.Error, '\n');
    }
}
