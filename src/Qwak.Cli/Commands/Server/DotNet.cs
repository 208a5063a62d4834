namespace Qwak.Cli.Commands.Server;

/// <summary>The .NET runtime that the server runs on.</summary>
internal static class DotNet
{
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var folders = new[] { Environment.GetEnvironmentVariable("DOTNET_ROOT") }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// The server's own starter looks for the runtime in <c>DOTNET_ROOT</c> and the usual folders but not in <c>PATH</c>; this
    /// adds a runtime that is only there.
    /// </summary>
    public static void MakeFindable()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is not { Length: > 0 } && Find() is { } found)
        {
            var program = new FileInfo(found).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? found;
            var folder = Path.GetDirectoryName(program)!;
            if (Directory.Exists(Path.Combine(folder, "shared")))
            {
                Environment.SetEnvironmentVariable("DOTNET_ROOT", folder);
            }
        }
    }
}
