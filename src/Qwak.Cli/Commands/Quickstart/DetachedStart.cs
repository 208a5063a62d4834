using System.Diagnostics;
using Qwak.Cli.Commands.Server;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Starts the server so that it outlives this command and its terminal.</summary>
internal static class DetachedStart
{
    // The shell notes its own number and then becomes the server. A session of its own keeps the terminal's Ctrl-C and hang-up away;
    // where there is no setsid, nohup keeps at least the latter away.
    private const string Script = """
        umask 077
        pid=$1 log=$2
        shift 2
        echo $$ > "$pid"
        detach=nohup
        command -v setsid > /dev/null 2>&1 && detach=setsid
        exec "$detach" "$@" < /dev/null >> "$log" 2>&1
        """;

    public static Process Start(QuickstartFolder folder, ListenAddress address)
    {
        DotNet.MakeFindable();
        string[] server =
        [
            .. ServerExecutable.Find().StartWith,
            "start",
            "--data", folder.Data,
            "--listen", address.ToString(),
            "--admin-key-file", folder.AdminApiKey,
            "--ca-file", folder.CertificateAuthority,
        ];
        File.WriteAllText(folder.Address, address.ToString());
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", folder.ProcessId, folder.Log, .. server])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
        })!;
    }
}
