using System.Text;

namespace Qwak.Cli.Tests;

public sealed class RedactTests
{
    private static readonly byte[] Log = Encoding.UTF8.GetBytes("logging in with hunter2-S3cr3t and opensesame1\nbytes \0 here\n");

    [Fact]
    public async Task Standard_input_passes_with_the_named_secrets_redacted()
    {
        await using var shell = await StartAsync();
        (await shell.RunAsync("redact", "--secret", "db-password")).Succeeds("logging in with [redacted:db-password] and opensesame1\nbytes \0 here\n");
        (await shell.RunAsync("redact", "--secret", "db-password", "--secret", "api-token"))
            .Succeeds("logging in with [redacted:db-password] and [redacted:api-token]\nbytes \0 here\n");
    }

    [Fact]
    public async Task Without_a_name_all_secrets_that_the_caller_may_read_are_redacted()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On(
            "GET /api/v1/environments/default/secrets", Answers.Items(Answers.Secret("db-password", 1), Answers.Secret("api-token", 1)));
        (await shell.RunAsync("redact")).Succeeds("logging in with [redacted:db-password] and [redacted:api-token]\nbytes \0 here\n");
    }

    [Fact]
    public async Task Without_a_name_secrets_that_are_not_sensitive_pass()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        shell.Service.Rest.On(
            "GET /api/v1/environments/default/secrets", Answers.Items(Answers.Secret("db-password", 1), Answers.Secret("api-token", 1, isSensitive: false)));
        (await shell.RunAsync("redact")).Succeeds("logging in with [redacted:db-password] and opensesame1\nbytes \0 here\n");
    }

    [Fact]
    public async Task Nothing_passes_when_a_secret_cannot_be_read()
    {
        await using var shell = await StartAsync();
        var ran = await shell.RunAsync("redact", "--secret", "db-password", "--secret", "nope");
        ran.Fails(1, "Error: nothing was passed on, because the secrets could not be read. Secret [nope] not found");
        Assert.Empty(ran.OutputBytes);
    }

    [Fact]
    public async Task A_value_that_is_too_short_is_warned_of()
    {
        await using var shell = await StartAsync();
        shell.Service.Secrets["pin-code"] = "0123";
        var ran = await shell.RunAsync("redact", "--secret", "pin-code");
        Assert.Equal(Log, ran.OutputBytes);
        Assert.Equal("Warning: 'pin-code' cannot be redacted: its value has fewer than 6 bytes.\n", ran.Error);
        Assert.Equal(0, ran.ExitCode);
    }

    private static async Task<Shell> StartAsync()
    {
        var shell = await Shell.StartAsync();
        shell.Input = Log;
        shell.Service.Secrets["db-password"] = "hunter2-S3cr3t";
        shell.Service.Secrets["api-token"] = "opensesame1";
        return shell;
    }
}
