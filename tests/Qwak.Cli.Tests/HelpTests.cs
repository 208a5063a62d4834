using System.CommandLine;
using Qwak.Cli.Commands;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Paths(QwakCommand.Create(new CliContext(Nowhere())), "").Where(path => path.Length > 0)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_command_explains_itself(string path)
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync([.. path.Split(' '), "--help"]);
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("Description:\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains($" {path} ", ran.Output.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(ran.Error);
    }

    [Theory]
    [InlineData("configure")]
    [InlineData("secrets set")]
    [InlineData("secrets get")]
    [InlineData("admin api-keys generate")]
    [InlineData("admin access-tokens create")]
    [InlineData("quickstart")]
    public async Task What_handles_credentials_says_what_the_shells_history_keeps(string path)
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync([.. path.Split(' '), "--help"]);
        Assert.Contains("Examples:\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("history", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_group_has_the_words_of_the_existing_command()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Contains("Commands for interacting with the secret store", (await shell.RunAsync("secrets", "--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_verb_takes_a_profile()
    {
        await using var shell = await Shell.StartAsync();
        foreach (var verb in Verbs.Select(row => row.Data).Where(path => path.StartsWith("secrets ", StringComparison.Ordinal)))
        {
            Assert.Contains("--environment <PROFILE>", (await shell.RunAsync([.. verb.Split(' '), "--help"])).Output, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, $"{path} {sub.Name}".Trim())).Prepend(path);

    private static CliConsole Nowhere() => new(Stream.Null, Stream.Null, Stream.Null, null);
}
