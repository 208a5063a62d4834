using System.Diagnostics;
using System.Globalization;

namespace Qwak.Builds.Processes;

/// <summary>
/// A shell that waits for this process to end. However it ends, a <c>kill -9</c> included, the pipe between them closes;
/// then the shell kills the process groups that it was told of, and removes the private folder.
/// </summary>
internal sealed class Reaper : IDisposable
{
    private const string Script =
        "trap '' INT TERM HUP; cd /; while read -r group; do groups=\"$groups $group\"; done;"
        + " for group in $groups; do kill -s KILL -- \"-$group\" 2>/dev/null; done; rm -rf -- \"$1\"";

    private readonly Process? _shell;

    public Reaper(PrivateFolder folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string[] command = [Programs.Shell, "-c", Script, "qwak-reaper", folder.Path];
        if (Programs.SetSession is { } setSession)
        {
            command = [setSession, .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        _shell = Process.Start(start);
    }

    /// <summary>Has a process group killed with this process.</summary>
    public void Watch(int groupId) => _shell?.StandardInput.WriteLine(groupId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Kills and removes now.</summary>
    public void Dispose()
    {
        if (_shell is not null)
        {
            _shell.StandardInput.Close();
            _shell.WaitForExit();
            _shell.Dispose();
        }
    }
}
