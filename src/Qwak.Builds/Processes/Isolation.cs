using System.Diagnostics;

namespace Qwak.Builds.Processes;

/// <summary>
/// Runs a command apart from its user's machine with bubblewrap: it sees neither homes nor temporary folders nor other
/// processes, may write only where it is told to, and has no capabilities. The network stays: the service is there.
/// </summary>
/// <param name="writable">Folders that the command may write to, and that are there wherever they lie.</param>
internal sealed class Isolation(IReadOnlyList<string> writable)
{
    private const string Program = "bwrap";

    // Where users and the sockets of services are: through docker's a model would have the whole machine. Each is an empty folder in memory for the command, a folder before what is in it.
    private static readonly string[] Hidden =
    [
        .. new[] { Environment.GetEnvironmentVariable("HOME"), "/home", "/root", "/run", "/tmp", "/var/tmp" }
            .OfType<string>().Where(Directory.Exists).Select(RealPath).Distinct().Order(StringComparer.Ordinal),
    ];

    // What a model's program is made of may lie in a home.
    private static readonly string[] ToolVariables = ["DOTNET_ROOT", "VIRTUAL_ENV", "PYENV_ROOT", "JAVA_HOME"];

    /// <summary>Tries it, before anything depends on it.</summary>
    /// <exception cref="QwakException">Bubblewrap is missing, or the machine refuses it; the message says what to do.</exception>
    public static async Task CheckAsync()
    {
        if (Programs.Find(Program) is null)
        {
            throw new QwakException(
                "--isolate needs bubblewrap, and there is no 'bwrap' on the PATH. Install it (on Debian: apt-get install bubblewrap), or build without --isolate.",
                QwakErrorCodes.NotConfigured);
        }

        if (Hidden.Contains("/"))
        {
            throw new QwakException("--isolate hides the home folder, and HOME is '/'. Set HOME to a folder of its own.", QwakErrorCodes.NotConfigured);
        }

        string[] trial = [.. Arguments(), "--", "true"];
        using var process = Process.Start(new ProcessStartInfo(Program, trial) { RedirectStandardError = true })!;
        var refusal = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new QwakException(
                $"--isolate cannot separate the build from this machine: {refusal.Trim()}. In a container, or where the kernel lets no user make"
                + " namespaces (sysctl user.max_user_namespaces), run builds as a user of their own instead.",
                QwakErrorCodes.NotConfigured);
        }
    }

    /// <summary>The same command, isolated.</summary>
    /// <exception cref="QwakException">A folder that it may write to holds what is to be hidden.</exception>
    public ChildCommand Of(ChildCommand command)
    {
        List<string> arguments = [Program, .. Arguments()];
        foreach (var tools in Tools(command))
        {
            arguments.AddRange(["--ro-bind", tools, tools]);
        }

        foreach (var folder in writable.Select(RealPath))
        {
            if (Hidden.FirstOrDefault(hidden => Holds(folder, hidden)) is { } around)
            {
                throw new QwakException($"--isolate hides {around}, and the build would have it as a part of {folder}.", QwakErrorCodes.InvalidValue);
            }

            arguments.AddRange(["--bind", folder, folder]);
        }

        var environment = new Dictionary<string, string>(command.Environment, StringComparer.Ordinal);
        environment.Remove("TMP");
        environment.Remove("TEMP");
        environment["TMPDIR"] = "/tmp";
        if (command.Folder is { } current)
        {
            arguments.AddRange(["--chdir", RealPath(current)]);
        }

        return command with { Program = [.. arguments, "--", .. command.Program], Folder = null, Environment = environment };
    }

    private static IEnumerable<string> Arguments()
    {
        // A user who is root would keep all capabilities, and could take the covers off again.
        string[] always = ["--cap-drop", "ALL", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"];
        string[] share = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? ["--dir", data] : [];
        return always.Concat(Hidden.SelectMany(hidden => new[] { "--tmpfs", hidden })).Concat(share).Concat(NameServers());
    }

    // Often a link to what is hidden.
    private static string[] NameServers() => RealPath("/etc/resolv.conf") is var file && IsHidden(file) ? ["--ro-bind-try", file, file] : [];

    private static IEnumerable<string> Tools(ChildCommand command) =>
        ToolVariables.Select(variable => command.Environment.GetValueOrDefault(variable)).Append(Installation(command.Program[0]))
            .OfType<string>().Where(Path.Exists).Select(RealPath).Distinct().Where(IsHidden);

    // Of /opt/python/bin/python3 it is /opt/python.
    private static string? Installation(string program) =>
        Programs.Find(program) is { } found ? Path.GetDirectoryName(Path.GetDirectoryName(RealPath(found))) : null;

    // A part of what is hidden; the whole of it is not shown again, whatever lies in it.
    private static bool IsHidden(string path) => Hidden.Any(hidden => Holds(hidden, path)) && !Hidden.Any(hidden => Holds(path, hidden));

    private static bool Holds(string folder, string path) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    // Links on the way would lead to places that are not there any more.
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            real = new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }
}
