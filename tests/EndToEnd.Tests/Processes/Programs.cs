using System.Diagnostics;

namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>The command and the service as users have them: <c>./qwak</c> compiles them ahead, once and again when a source is newer.</summary>
internal static class Programs
{
    private static readonly Lazy<string> Built = new(Build);

    /// <summary>A native program.</summary>
    public static string Cli => Path.Combine(Built.Value, "cli", "qwak");

    /// <summary>For <c>dotnet</c>.</summary>
    public static string Server => Path.Combine(Built.Value, "server", "qwak-server.dll");

    private static string Build()
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "qwak"), "--version");
        start.Environment.Remove("QWAK_NO_BUILD"); // With it, an old build would be tested.
        using var build = Process.Start(start)!;
        return build.WaitForExit(TimeSpan.FromMinutes(10)) && build.ExitCode == 0
            ? Path.Combine(Repository.Root, "artifacts", "publish")
            : throw new InvalidOperationException("./qwak --version did not build: see artifacts/build.log.");
    }
}
