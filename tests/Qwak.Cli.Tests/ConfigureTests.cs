using Qwak.Clients;

namespace Qwak.Cli.Tests;

public sealed class ConfigureTests
{
    [Fact]
    public async Task Writes_a_profile_that_later_commands_use()
    {
        await using var shell = await Shell.StartAsync();
        shell.IsConfigured = false;
        shell.Service.Secrets["some-name"] = "the value";
        var url = shell.Service.Url.OriginalString;
        var ran = await shell.RunAsync(
            "configure", "--api-key", FakeService.ApiKey, "--environment", "staging", "--url", url,
            "--ca", TestAuthority.Shared.PemFile, "--user", "dana");
        ran.Succeeds("User successfully configured for the 'staging' environment\n");

        var profile = new QwakProfiles(shell.Scene.Home.Path).Get("staging")!;
        Assert.Equal((url, FakeService.ApiKey, "dana"), (profile.Url, profile.ApiKey, profile.User));
        Assert.Equal(TestAuthority.Shared.PemFile, profile.CertificateAuthorityFile);
        (await shell.RunAsync("secrets", "get", "--name", "some-name", "--environment", "staging")).Succeeds("the value\n");
        Assert.Equal(1, shell.Service.Login.Issued);
    }

    [Fact]
    public async Task Asks_for_the_key()
    {
        await using var shell = await Shell.StartAsync();
        shell.IsConfigured = false;
        shell.Typed = FakeService.ApiKey;
        var ran = await shell.RunAsync("configure", "--url", shell.Service.Url.OriginalString);
        Assert.Equal("User successfully configured for the 'default' environment\n", ran.Output);
        Assert.Equal("Please enter your API key: \n", ran.Error);
    }

    [Fact]
    public async Task A_wrong_key_is_told_and_nothing_is_written()
    {
        await using var shell = await Shell.StartAsync();
        shell.IsConfigured = false;
        var ran = await shell.RunAsync("configure", "--url", shell.Service.Url.OriginalString, "--api-key", "wrong");
        ran.Fails(1, "Failed to login, error is The API key is not valid.");
        Assert.Empty(new QwakProfiles(shell.Scene.Home.Path).Names);
    }

    [Fact]
    public async Task Without_an_address_it_does_not_even_ask()
    {
        await using var shell = await Shell.StartAsync();
        shell.IsConfigured = false;
        shell.Typed = "key";
        (await shell.RunAsync("configure")).Fails(
            2, "Error: Missing option '--url': the profile has no address yet (QWAK_URL would do too).");
    }

    [Theory]
    [InlineData("http://localhost:8443")]
    [InlineData("localhost:8443")]
    public async Task Only_https_will_do(string url)
    {
        await using var shell = await Shell.StartAsync();
        (await shell.RunAsync("configure", "--url", url, "--api-key", "k")).Fails(
            2, "Error: Invalid value for '--url': it must be https://host:port.");
    }
}
