using System.Diagnostics;
using System.Net.Sockets;

namespace Qwak.Connectors.Tests.Support;

/// <summary>A database's server in a temporary directory on a free loopback port; as a user of its own when we are root, since it refuses root.</summary>
internal sealed class DatabaseProcess : IDisposable
{
    private readonly string _user;
    private Process? _process;

    public DatabaseProcess(string user)
    {
        _user = user;
        Folder = Directory.CreateTempSubdirectory("qwak-source-").FullName;
        TestCertificates.Write(Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    public string Folder { get; }

    public int Port { get; } = Ports.Free();

    public string File(string name) => Path.Combine(Folder, name);

    public void Own()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", ["-R", _user, Folder]);
        }
    }

    /// <summary>Runs a program of the database's as its user, to its end.</summary>
    public void RunAsOwner(string program, params string[] arguments) => Run("setpriv", AsOwner(program, arguments));

    public void Start(string program, params string[] arguments)
    {
        _process = Launch("setpriv", AsOwner(program, arguments));
        for (var tries = 0; !Answers(); tries++)
        {
            Assert.True(tries < 600 && !_process.HasExited, $"{program} does not start: {System.IO.File.ReadAllText(File("log"))}");
            Thread.Sleep(50);
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string[] AsOwner(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? ["--reuid", _user, "--regid", _user, "--clear-groups", "--", program, .. arguments]
        : ["--", program, .. arguments];

    private void Run(string program, string[] arguments)
    {
        using var process = Launch(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    // What they print goes to the log: a pipe that nobody reads would stop them.
    private Process Launch(string program, string[] arguments) => Process.Start(
        new ProcessStartInfo("sh", ["-c", "exec \"$@\" >>\"$LOG\" 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/", Environment = { ["LOG"] = File("log") } })!;
}
