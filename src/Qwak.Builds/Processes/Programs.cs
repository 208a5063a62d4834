namespace Qwak.Builds.Processes;

/// <summary>Programs of the machine.</summary>
internal static class Programs
{
    public const string Shell = "/bin/sh";

    /// <summary>What puts a program into a session and process group of its own, so that all of it can be signalled; null where the machine has none.</summary>
    public static readonly string? SetSession = Find("setsid");

    /// <summary>A program's path; null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
