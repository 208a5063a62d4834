using System.Globalization;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Builds;

/// <summary>Models that are fetched from real git servers with each kind of credential.</summary>
public sealed class GitAddressTests : IAsyncLifetime
{
    private const string Token = "t0ken-of-the-git-server/9";

    private BuildScene _scene = null!;

    private string Repositories => Path.Combine(_scene.Server.Folder, "repositories");

    private string Repository => Path.Combine(Repositories, "churn.git");

    public async ValueTask InitializeAsync()
    {
        _scene = await BuildScene.StartAsync();
        _scene.Write("print('built from', os.environ.get('NOTHING', 'main'))");
        await GitAsync("init", "--quiet", "--initial-branch=main", ".");
        await CommitAsync();
        await GitAsync("checkout", "--quiet", "-b", "next");
        _scene.Write("print('built from next')");
        await CommitAsync();
        await GitAsync("checkout", "--quiet", "main");
        await GitAsync("clone", "--quiet", "--bare", ".", Repository);
    }

    [Fact]
    public async Task Over_http_with_credentials_in_clear_text_of_a_secret_and_wrong_ones()
    {
        await _scene.SetAsync("git-login", "bob:" + Token);
        await _scene.SetAsync("git-old", "bob:an-old-token-that-was-revoked");
        await using var server = Command.Start(
            "python3", [Path.Combine(Processes.Repository.Root, "tests", "EndToEnd.Tests", "python", "git_server.py"), Repositories, "bob:" + Token]);
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(server.Output.Contains('\n', StringComparison.Ordinal)), 60), server.Error);
        var address = $"http://127.0.0.1:{server.Output.Trim()}/churn.git";

        var clear = await BuildAsync(address, "--git-credentials", "bob:" + Token, "--git-credentials-secret", "git-old");
        var secret = await BuildAsync(address, "--git-credentials-secret", "git-login", "--git-branch", "next");
        var wrong = await BuildAsync(address, "--git-credentials-secret", "git-old");
        var none = await BuildAsync(address);

        Assert.Contains("built from main\n", clear.Error, StringComparison.Ordinal);
        Assert.Contains("built from next\n", secret.Error, StringComparison.Ordinal);
        Assert.Equal("git-login", BuildScene.Summary(secret).GetProperty("usedSecrets")[0].GetProperty("name").GetString());
        Assert.All([wrong, none], refused =>
            Assert.Equal("Fetching the model ended with exit code 128.", BuildScene.Summary(refused).GetProperty("reason").GetString()));
        Assert.All([clear, secret, wrong, none], ran => Assert.DoesNotContain("-token-", ran.Error + ran.Output, StringComparison.Ordinal));
        Assert.All([clear, secret, wrong, none], ran => Assert.DoesNotContain(Token, ran.Error + ran.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Over_ssh_with_a_private_key_of_a_secret()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_scene.Server.Folder, "ssh")).FullName;
        foreach (var key in new[] { "host", "user" })
        {
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder, key));
        }

        await _scene.SetAsync("git-key", (await File.ReadAllTextAsync(Path.Combine(folder, "user"))).TrimEnd('\n'));
        var port = Ports.Free();
        await using var server = await StartSshAsync(folder, port);
        var user = Environment.UserName;

        var built = await BuildAsync($"ssh://{user}@127.0.0.1:{port}{Repository}", "--git-secret-ssh", "git-key", "--git-branch", "next");

        Assert.Contains("built from next\n", built.Error, StringComparison.Ordinal);
        Assert.Contains("Accepted publickey", server.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", built.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private async Task<Finished> BuildAsync(string address, params string[] options)
    {
        // What ssh learns of the server is not kept among the user's own known hosts.
        var home = (await Command.RunAsync("getent", ["passwd", Environment.UserName])).Output.Split(':')[5];
        await using var building = _scene.Start(
            ["bwrap", "--dev-bind", "/", "/", "--tmpfs", Path.Combine(home, ".ssh"), "--"], [],
            ["models", "build", address, "--model-id", "churn", "--output-folder", _scene.OutputFolder, "--output", "json", .. options]);
        return await building.FinishAsync(100);
    }

    private static async Task<Command> StartSshAsync(string folder, int port)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }

        var settings = Path.Combine(folder, "settings");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {folder}/host
            AuthorizedKeysFile {folder}/user.pub
            StrictModes no
            PidFile none
            PermitRootLogin yes

            """));
        var server = Command.Start("/usr/sbin/sshd", ["-D", "-e", "-f", settings]);
        Assert.True(await BuildScene.BecomesTrueAsync(() => Task.FromResult(server.Error.Contains("listening on", StringComparison.Ordinal)), 30), server.Error);
        return server;
    }

    private async Task CommitAsync()
    {
        await GitAsync("add", "--all", ".");
        await GitAsync("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message", "model");
    }

    private Task GitAsync(params string[] arguments) => RunAsync("git", ["-C", _scene.Model, .. arguments]);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var finished = await Command.RunAsync(program, arguments);
        Assert.True(finished.ExitCode == 0, finished.Error);
    }
}
