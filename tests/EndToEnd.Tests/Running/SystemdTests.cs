using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>The unit of <c>deploy/systemd</c>, by systemd's own judgement, and the word to the service manager.</summary>
public sealed class SystemdTests : IDisposable
{
    /// <summary>What it is; systemd calls it "OK". 10 is a service without any switch.</summary>
    private const double MostExposed = 1.5;

    private static readonly string Unit = Path.Combine(Repository.Root, "deploy", "systemd", "qwak.service");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwak-e2e-");

    [Fact]
    public async Task The_unit_is_right()
    {
        var verified = await AnalyzeAsync("verify", "--man=no", await InstalledAsync());
        Assert.Equal((0, "", ""), (verified.ExitCode, verified.Output, verified.Error));
    }

    [Fact]
    public async Task The_unit_is_shut_in()
    {
        var judged = await AnalyzeAsync("security", "--offline=true", "--no-pager", await InstalledAsync());
        var level = Regex.Match(judged.Output, @"Overall exposure level for qwak.service: ([\d.]+)");
        Assert.True(level.Success, judged.Output + judged.Error);
        Assert.InRange(double.Parse(level.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0, MostExposed);
    }

    [Fact]
    public async Task The_service_manager_is_told_when_it_serves_and_when_it_ends()
    {
        var path = Path.Combine(_folder.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        await using var server = new ServerProcess();
        await using var process = Command.Start("dotnet", server.Arguments(), new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path });
        Assert.Equal("READY=1", await ReceiveAsync(socket));
        using (var rest = await server.NewRestAsync())
        {
            Assert.True((await rest.GetAsync("/health/ready")).IsSuccessStatusCode);
        }

        Signals.Terminate(process.Id);
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
        Assert.Equal(0, (await process.FinishAsync(40)).ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The unit with a program that is there: nothing is installed here.</summary>
    private async Task<string> InstalledAsync()
    {
        var copy = Path.Combine(_folder.FullName, "qwak.service");
        var unit = await File.ReadAllTextAsync(Unit);
        Assert.Contains("/usr/lib/qwak/server/qwak-server", unit, StringComparison.Ordinal);
        await File.WriteAllTextAsync(copy, unit.Replace("/usr/lib/qwak/server/qwak-server", "/bin/true", StringComparison.Ordinal));
        return copy;
    }

    private static async Task<Finished> AnalyzeAsync(params string[] arguments)
    {
        const string Program = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Program), "systemd-analyze (Debian package systemd) is not installed.");
        return await Command.RunAsync(Program, arguments);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[256];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }
}
