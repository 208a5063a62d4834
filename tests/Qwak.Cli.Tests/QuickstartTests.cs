using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Qwak.Clients;

namespace Qwak.Cli.Tests;

/// <summary>What can be told without the real server, whose place scripts take here; the whole tour is among the end-to-end tests.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class QuickstartTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public QuickstartTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Quickstart needs a Unix system.");

    private string Folder => Path.Combine(_home.Path, ".qwak", "quickstart");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("QWAK_SERVER_PATH", null);
        _home.Dispose();
    }

    [Fact]
    public async Task Stopping_what_does_not_run_says_so()
    {
        await using var shell = await Shell.StartAsync();
        (await shell.RunAsync("quickstart", "--stop", "--home", _home.Path)).Succeeds("The quickstart's service is not running.\n");
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task A_strangers_process_with_our_old_number_is_not_signalled()
    {
        await using var shell = await Shell.StartAsync();
        using var stranger = Process.Start("sleep", "60");
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.pid"), stranger.Id.ToString(CultureInfo.InvariantCulture));
        (await shell.RunAsync("quickstart", "--stop", "--home", _home.Path)).Succeeds("The quickstart's service is not running.\n");
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task An_address_in_use_is_named_and_another_offered()
    {
        await using var shell = await Shell.StartAsync();
        UseServer("exit 1");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var offered = port + 1000 > 65535 ? port - 1000 : port + 1000;
        var ran = await shell.RunAsync("quickstart", "--home", _home.Path, "--listen", $"127.0.0.1:{port}");
        Assert.Equal(1, ran.ExitCode);
        Assert.StartsWith($"Error: 127.0.0.1:{port} is in use by another program.", ran.Error, StringComparison.Ordinal);
        Assert.EndsWith($"quickstart --listen 127.0.0.1:{offered}\n", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_start_shows_the_end_of_its_log()
    {
        await using var shell = await Shell.StartAsync();
        UseServer("echo 'the data directory is not ours'; echo \"$@\"; exit 3");
        var ran = await shell.RunAsync("quickstart", "--home", _home.Path, "--listen", FreeAddress());
        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("The service ended at once.", ran.Error, StringComparison.Ordinal);
        Assert.Contains("  the data directory is not ours\n", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"start --data {Folder}/data --listen 127.0.0.1:", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"--admin-key-file {Folder}/admin-api-key --ca-file {Folder}/ca.pem", ran.Error, StringComparison.Ordinal);
        Assert.Empty(new QwakProfiles(_home.Path).Names);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_started_server_is_on_its_own_and_is_stopped_by_its_number()
    {
        await using var shell = await Shell.StartAsync();
        UseServer("trap 'exit 0' TERM; ps -o sid= -p $$ | tr -d ' ' > \"${3%/data}/session\"; while :; do sleep 0.05; done");
        using var patience = new CancellationTokenSource();
        var running = shell.RunAsync(patience.Token, "quickstart", "--home", _home.Path, "--listen", FreeAddress());
        var pidFile = Path.Combine(Folder, "server.pid");
        while (!File.Exists(Path.Combine(Folder, "session")) || (await File.ReadAllTextAsync(Path.Combine(Folder, "session"))).Length < 2)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await patience.CancelAsync();
        Assert.Equal(130, (await running).ExitCode);
        var pid = (await File.ReadAllTextAsync(pidFile)).Trim();
        Assert.Equal(pid, (await File.ReadAllTextAsync(Path.Combine(Folder, "session"))).Trim());
        var stopped = await shell.RunAsync("quickstart", "--stop", "--home", _home.Path);
        Assert.StartsWith($"The service (process {pid}) has stopped.", stopped.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(pidFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task A_missing_server_is_told_with_the_remedy()
    {
        await using var shell = await Shell.StartAsync();
        Environment.SetEnvironmentVariable("QWAK_SERVER_PATH", "/nowhere/qwak-server");
        (await shell.RunAsync("quickstart", "--home", _home.Path, "--listen", FreeAddress()))
            .Fails(1, "Error: QWAK_SERVER_PATH names '/nowhere/qwak-server', and there is no such file.");
    }

    [Fact]
    public async Task An_address_without_a_port_is_a_usage_error()
    {
        await using var shell = await Shell.StartAsync();
        (await shell.RunAsync("quickstart", "--listen", "localhost"))
            .Fails(2, "Error: Invalid value for '--listen': it must be HOST:PORT, such as 127.0.0.1:9443.");
    }

    private static string FreeAddress() => $"127.0.0.1:{Ports.Free()}";

    private void UseServer(string script)
    {
        var path = _home["qwak-server"];
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("QWAK_SERVER_PATH", path);
    }
}
