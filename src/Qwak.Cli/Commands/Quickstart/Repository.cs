namespace Qwak.Cli.Commands.Quickstart;

/// <summary>The repository that this command was built from, which has the samples.</summary>
internal static class Repository
{
    private const string Variable = "QWAK_ROOT";

    /// <summary>The launcher names the repository in a variable.</summary>
    public static bool IsByLauncher => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    public static string? Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            {
                return given;
            }

            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Qwak.slnx")))
                {
                    return folder.FullName;
                }
            }

            return null;
        }
    }
}
