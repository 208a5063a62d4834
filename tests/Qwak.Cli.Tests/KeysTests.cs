namespace Qwak.Cli.Tests;

public sealed class KeysTests
{
    private const string Keyring = """
        {"seal":"key-file","sealId":"5ea1","keys":[
        {"id":"k1","isActive":false,"createdAt":"2026-01-02T03:04:05Z","uses":12,"maximumUses":4294967296,"versions":9},
        {"id":"k2","isActive":true,"createdAt":"2026-02-02T03:04:05Z","uses":1,"maximumUses":4294967296,"versions":1}]}
        """;

    [Theory]
    [InlineData("status", "GET /api/v1/keys")]
    [InlineData("rotate", "POST /api/v1/keys/rotate")]
    [InlineData("reseal", "POST /api/v1/keys/reseal")]
    public async Task The_keyring_is_shown(string verb, string route)
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On(route, Keyring);
        (await shell.RunAsync("keys", verb)).Succeeds("""
            Sealed by a key file (5ea1)
            KEY  STATE     CREATED               VERSIONS  USES
            k1   decrypts  2026-01-02 03:04:05Z  9         12 of 4294967296
            k2   active    2026-02-02 03:04:05Z  1         1 of 4294967296

            """);
        Assert.Contains("\"sealId\": \"5ea1\"", (await shell.RunAsync("keys", verb, "--output", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rewrap_takes_step_after_step()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/keys", Keyring);
        const string route = "POST /api/v1/keys/rewrap";
        shell.Service.Rest.On(route, """{"rewrapped":5,"damaged":0,"destroyed":0,"next":"k1.s1.1"}""");
        shell.Service.Rest.On(route, """{"rewrapped":4,"damaged":0,"destroyed":0,"next":"k1.s2.1"}""");
        shell.Service.Rest.On(route, """{"rewrapped":0,"damaged":0,"destroyed":1}""");
        (await shell.RunAsync("keys", "rewrap")).Succeeds("9 versions are under the active key now; 1 older keys destroyed\n");
        Assert.Equal([null, "k1.s1.1", "k1.s2.1"], shell.Service.Rest.Bodies.Where(body => body is not null).Select(body => (string?)body!["after"]));
    }

    [Fact]
    public async Task Damaged_versions_are_told_of_and_fail_the_command()
    {
        await using var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/keys", Keyring);
        shell.Service.Rest.On("POST /api/v1/keys/rewrap", """{"rewrapped":8,"damaged":1,"destroyed":0}""");
        var ran = await shell.RunAsync("keys", "rewrap");
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("1 versions were altered or damaged", ran.Error, StringComparison.Ordinal);
    }
}
