using System.Text;

namespace Qwak.Cli.Tests;

public sealed class SetSecretTests
{
    [Fact]
    public async Task Prints_what_the_existing_command_prints()
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("secrets", "set", "--name", "aws-api-key", "--value", "AKIA1234");
        ran.Succeeds("Creating secret named 'aws-api-key' with value length of 8...\nCreated!\n");
        Assert.Equal("AKIA1234", shell.Service.Secrets["aws-api-key"]);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("ünïcødé", 7)]
    [InlineData("\U0001F511\U0001F512", 2)]
    [InlineData(" spaces ", 8)]
    [InlineData("a=b:c\"$'\n", 9)]
    [InlineData("--raw", 5)]
    [InlineData("--name", 6)]
    [InlineData("@/etc/passwd", 12)]
    [InlineData("-h", 2)]
    [InlineData("/?", 2)]
    [InlineData("--", 2)]
    [InlineData("\"quoted\"", 8)]
    public async Task Keeps_any_text_and_counts_its_code_points(string value, int length)
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("secrets", "set", "--value", value, "--name", "some-name");
        Assert.Equal($"Creating secret named 'some-name' with value length of {length}...\nCreated!\n", ran.Output);
        Assert.Equal(value, shell.Service.Secrets["some-name"]);
        Assert.Equal(ran, await shell.RunAsync("secrets", "set", "--name", "some-name", "--value=" + value) with { OutputBytes = ran.OutputBytes });
        Assert.Equal(value, shell.Service.Secrets["some-name"]);
    }

    [Fact]
    public async Task Asks_on_the_terminal_without_a_trace_on_standard_output()
    {
        await using var shell = await Shell.StartAsync();
        shell.Typed = "typed value";
        var ran = await shell.RunAsync("secrets", "set", "--name", "some-name");
        Assert.Equal("Creating secret named 'some-name' with value length of 11...\nCreated!\n", ran.Output);
        Assert.Equal("Value: \n", ran.Error);
        Assert.Equal("typed value", shell.Service.Secrets["some-name"]);
    }

    [Theory]
    [InlineData("abcde", "Warning: a value of fewer than 6 bytes cannot be redacted from a build's output.\n")]
    [InlineData("ab\u20ac1", "")]
    [InlineData("abcdef", "")]
    [InlineData("", "")]
    public async Task A_value_that_is_too_short_to_be_redacted_is_warned_of(string value, string warning)
    {
        await using var shell = await Shell.StartAsync();
        Assert.Equal(warning, (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value", value)).Error);
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On("PATCH /api/v1/environments/default/secrets/some-name", Answers.Secret("some-name", 1));
        Assert.Equal("", (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value", value, "--not-sensitive")).Error);
    }

    [Fact]
    public async Task What_is_said_of_it_is_sent_behind_the_value()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On("PATCH /api/v1/environments/default/secrets/some-name", Answers.Secret("some-name", 1));
        (await shell.RunAsync(
            "secrets", "set", "--name", "some-name", "--value", "long enough", "--owner", "team-a", "--description", "", "--tag", "a", "--tag", "b",
            "--expires", "2031-01-31")).Succeeds("Creating secret named 'some-name' with value length of 11...\nCreated!\n");
        Assert.True(shell.Service.Rest.Bodies.TryDequeue(out var body));
        Assert.Equal(
            "{\"description\":\"\",\"owner\":\"team-a\",\"tags\":[\"a\",\"b\"],\"expiresAt\":\"2031-01-31T00:00:00\\u002B00:00\"}", body!.ToJsonString());
        (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value", "long enough", "--expires", "soon"))
            .Fails(2, "Error: Invalid value for '--expires': give a date such as 2027-01-31, days such as 30d, or 'never'.");
    }

    [Fact]
    public async Task Giving_up_the_prompt_is_aborted()
    {
        await using var shell = await Shell.StartAsync();
        shell.Typed = "^C";
        var ran = await shell.RunAsync("secrets", "set", "--name", "some-name");
        ran.Fails(1, "Aborted!");
        Assert.Empty(ran.Output);
        Assert.Empty(shell.Service.Secrets);
    }

    [Fact]
    public async Task Without_a_terminal_and_without_input_it_is_aborted()
    {
        await using var shell = await Shell.StartAsync();
        (await shell.RunAsync("secrets", "set", "--name", "some-name")).Fails(1, "Aborted!");
    }

    [Theory]
    [InlineData("one\ntwo\n", "one")]
    [InlineData("one\r\n", "one")]
    [InlineData("no end", "no end")]
    [InlineData("\n", "")]
    public async Task Without_a_terminal_the_prompt_reads_one_line(string input, string value)
    {
        await using var shell = await Shell.StartAsync();
        shell.Input = Encoding.UTF8.GetBytes(input);
        Assert.Equal(0, (await shell.RunAsync("secrets", "set", "--name", "some-name")).ExitCode);
        Assert.Equal(value, shell.Service.Secrets["some-name"]);
    }

    [Fact]
    public async Task A_file_is_kept_byte_for_byte_and_its_final_newline_is_warned_of()
    {
        await using var shell = await Shell.StartAsync();
        var file = shell.Scene.Home["value"];
        await File.WriteAllTextAsync(file, "line 1\r\nline 2\n");
        var ran = await shell.RunAsync("secrets", "set", "--name", "some-name", "--value-file", file);
        Assert.Equal("Creating secret named 'some-name' with value length of 15...\nCreated!\n", ran.Output);
        Assert.Equal($"Warning: The value file '{file}' ends with a newline, which is part of the stored value.\n", ran.Error);
        Assert.Equal("line 1\r\nline 2\n", shell.Service.Secrets["some-name"]);
    }

    [Fact]
    public async Task Standard_input_is_kept_byte_for_byte()
    {
        await using var shell = await Shell.StartAsync();
        shell.Input = "\uFEFFwith a mark"u8.ToArray();
        (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value-file", "-"))
            .Succeeds("Creating secret named 'some-name' with value length of 12...\nCreated!\n");
        Assert.Equal("\uFEFFwith a mark", shell.Service.Secrets["some-name"]);
    }

    [Fact]
    public async Task What_is_not_text_is_refused_and_not_repeated()
    {
        await using var shell = await Shell.StartAsync();
        shell.Input = [0x61, 0xff, 0xfe];
        (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value-file", "-"))
            .Fails(1, "Error: Standard input is not valid UTF-8; encode binary data, for example as base64.");
        (await shell.RunAsync("secrets", "set", "--name", "some-name"))
            .Fails(1, "Error: Standard input is not valid UTF-8; encode binary data, for example as base64.");
        Assert.Empty(shell.Service.Secrets);
    }

    [Fact]
    public async Task Two_mebibytes_are_accepted_and_one_byte_more_is_not_sent()
    {
        await using var shell = await Shell.StartAsync();
        shell.Input = [.. Enumerable.Repeat((byte)'x', 2 * 1024 * 1024)];
        Assert.Equal(0, (await shell.RunAsync("secrets", "set", "--name", "largest", "--value-file", "-")).ExitCode);
        Assert.Equal(2 * 1024 * 1024, shell.Service.Secrets["largest"].Length);

        const string TooLarge = "Error: The value is larger than 2 MiB, the most that a server can be set to take.";
        shell.Input = [.. shell.Input, (byte)'x'];
        (await shell.RunAsync("secrets", "set", "--name", "too-large", "--value-file", "-")).Fails(1, TooLarge);
        (await shell.RunAsync("secrets", "set", "--name", "too-large", "--value", new string('é', 1048577))).Fails(1, TooLarge);
        Assert.False(shell.Service.Secrets.ContainsKey("too-large"));
    }

    [Fact]
    public async Task An_unreadable_file_is_an_error_of_one_line()
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("secrets", "set", "--name", "some-name", "--value-file", "/nowhere/value");
        Assert.StartsWith("Error: The value file '/nowhere/value' cannot be read: ", ran.Error, StringComparison.Ordinal);
        Assert.Equal(1, ran.ExitCode);
        Assert.Single(ran.Error, '\n');
    }

    [Fact]
    public async Task Two_sources_are_a_usage_error()
    {
        await using var shell = await Shell.StartAsync();
        (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value", "x", "--value-file", "-"))
            .Fails(2, "Error: Only one of '--value' and '--value-file' may be given.");
    }

    [Fact]
    public async Task A_new_name_has_at_most_36_characters()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        var ran = await shell.RunAsync("secrets", "set", "--name", new string('n', 37), "--value", "x");
        ran.Fails(1, "Error setting secret. Error is A new secret's name has at most 36 characters here; this one has 37.");
        Assert.Empty(shell.Service.Secrets);
        Assert.Equal(0, (await shell.RunAsync("secrets", "set", "--name", new string('n', 36), "--value", "x")).ExitCode);
    }

    [Fact]
    public async Task A_longer_name_that_is_there_already_gets_its_next_version()
    {
        await using var shell = await Shell.StartAsync();
        var name = new string('n', 37);
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On($"GET /api/v1/environments/default/secrets/{name}", Answers.Secret(name, 1));
        Assert.Equal(0, (await shell.RunAsync("secrets", "set", "--name", name, "--value", "x")).ExitCode);
        Assert.Equal("x", shell.Service.Secrets[name]);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_words_of_the_existing_command()
    {
        await using var shell = await Shell.StartAsync();
        shell.Scene.Fail(Grpc.Core.StatusCode.PermissionDenied, "You may not.");
        var ran = await shell.RunAsync("secrets", "set", "--name", "some-name", "--value", "hidden");
        ran.Fails(
            1,
            "Error setting secret. Error is Failed to set secret, name: [some-name], "
            + "error code is [StatusCode.PERMISSION_DENIED], error is [You may not.]");
        Assert.Equal("Creating secret named 'some-name' with value length of 6...\n", ran.Output);
        Assert.DoesNotContain("hidden", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_for_scripts()
    {
        await using var shell = await Shell.StartAsync();
        (await shell.RunAsync("secrets", "set", "--name", "some-name", "--value", "x", "--output", "json"))
            .Succeeds("{\n  \"name\": \"some-name\",\n  \"created\": true\n}\n");
    }
}
