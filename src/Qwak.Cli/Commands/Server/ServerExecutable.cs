namespace Qwak.Cli.Commands.Server;

/// <summary>The server's program file: <c>QWAK_SERVER_PATH</c>, else <c>../server/qwak-server</c> beside this program's folder.</summary>
internal sealed record ServerExecutable(string Path)
{
    private const string Variable = "QWAK_SERVER_PATH";

    /// <summary>Program and first arguments that start the server.</summary>
    public string[] StartWith => Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? [DotNet.Find() ?? "dotnet", Path] : [Path];

    /// <exception cref="CliException">There is no server.</exception>
    public static ServerExecutable Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return File.Exists(given)
                ? new ServerExecutable(System.IO.Path.GetFullPath(given))
                : throw new CliException($"Error: {Variable} names '{given}', and there is no such file.");
        }

        var folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "server"));
        var names = OperatingSystem.IsWindows() ? new[] { "qwak-server.exe", "qwak-server.dll" } : ["qwak-server", "qwak-server.dll"];
        return names.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path
            ? new ServerExecutable(path)
            : throw new CliException($"Error: The server is not in {folder}. Run ./qwak in the repository, which builds it, or set {Variable} to its program file.");
    }

    /// <summary>Becomes the server, so that signals and the exit code are its own; where that is not possible, waits for it.</summary>
    public static int ReplaceThisProcess(string[] arguments)
    {
        var server = Find();
        DotNet.MakeFindable();
        string[] command = [.. server.StartWith, .. arguments];
        return OperatingSystem.IsWindows() ? ChildProcess.Run(command) : UnixProcess.Replace(command);
    }
}
