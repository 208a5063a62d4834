namespace Qwak.EndToEnd.Tests.Seed;

/// <summary>The first of the README's two commands, in a home of its own.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task Quickstart_goes_through_the_seed_continues_and_stops()
    {
        using var shell = new UserShell();
        var folder = Path.Combine(shell.Home, ".qwak", "quickstart");
        var first = (await shell.QwakAsync($"quickstart --listen 127.0.0.1:{Ports.Free()}")).Succeeded();
        try
        {
            string[] steps =
            [
                "Creating secret named 'aws-api-key'", "Creating secret named 'aws-api-secret'", "Creating secret named 'snowflake-user'",
                "Creating secret named 'snowflake-password'", "code points", "Python read aws-api-key", "has been deleted",
                "ca.pem", "admin-api-key",
            ];
            Assert.All(steps, step => Assert.Contains(step, first, StringComparison.Ordinal));
            Assert.True(File.Exists(Path.Combine(folder, "ca.pem")));
            Assert.True(File.Exists(Path.Combine(folder, "server.log")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "admin-api-key")));

            // What the README says next: the seed's command, as it is written.
            (await shell.QwakAsync("secrets set --name aws-api-key --value another")).Succeeded();
            Assert.Equal("another\n", (await shell.QwakAsync("secrets get --name aws-api-key")).Succeeded());

            (await shell.QwakAsync("quickstart")).Succeeded();
            Assert.Equal("another\n", (await shell.QwakAsync("secrets get --name aws-api-key")).Succeeded());
        }
        finally
        {
            (await shell.QwakAsync("quickstart --stop")).Succeeded();
        }

        Assert.NotEqual(0, (await shell.QwakAsync("secrets get --name aws-api-key")).ExitCode);
    }
}
