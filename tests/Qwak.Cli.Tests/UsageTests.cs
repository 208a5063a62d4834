namespace Qwak.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("Error: Missing option '--name'.", "secrets", "set")]
    [InlineData("Error: Missing option '--name'.", "secrets", "get")]
    [InlineData("Error: Missing option '--name'.", "secrets", "delete", "--environment", "x")]
    [InlineData("Error: Option '--name' requires an argument.", "secrets", "get", "--name")]
    [InlineData("Error: No such option: --nope", "secrets", "get", "--name", "abc", "--nope")]
    [InlineData("Error: Missing command.", "secrets")]
    [InlineData("Error: Missing command.")]
    [InlineData("Error: Unrecognized command or argument 'extra'.", "secrets", "get", "--name", "abc", "extra")]
    public async Task A_wrong_command_line_exits_with_2(string error, params string[] words)
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync(words);
        ran.Fails(2, error);
        Assert.Empty(ran.Output);
        Assert.StartsWith($"Usage: qwak {string.Join(' ', words.Take(2))}".TrimEnd(), ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_line_does_not_ask_for_a_value()
    {
        await using var shell = await Shell.StartAsync();
        shell.Typed = "typed";
        Assert.DoesNotContain("Value:", (await shell.RunAsync("secrets", "set")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_number()
    {
        await using var shell = await Shell.StartAsync();
        // Here it is the test program's, which has the commit too.
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+(\\+[0-9a-f]+)?\n$", (await shell.RunAsync("--version")).Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_scripts_ask_the_command(string shellName)
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("completion", shellName);
        Assert.Contains("[suggest:", ran.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await shell.RunAsync("completion", "tcsh")).ExitCode);
    }

    [Fact]
    public async Task Completion_offers_the_verbs_and_options()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Equal("bind\nbindings\ndelete\nexport\nget\nimport\nlist\nproperties\npurge\nrestore\nset\nunbind\nusage\nversions\n", (await shell.RunAsync("[suggest:8]", "secrets ")).Output.Replace("--help\n", "").Replace("-h\n", ""));
        Assert.Contains("--value-file\n", (await shell.RunAsync("[suggest:14]", "secrets set --")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_command_exits_with_130()
    {
        await using var shell = await Shell.StartAsync();
        var entered = new TaskCompletionSource();
        shell.Service.Before = async context =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        using var interrupt = new CancellationTokenSource();
        var running = shell.RunAsync(interrupt.Token, "secrets", "get", "--name", "abc");
        await entered.Task;
        await interrupt.CancelAsync();
        Assert.Equal(130, (await running).ExitCode);
    }
}
