namespace Qwak.EndToEnd.Tests.Processes;

internal static class Repository
{
    /// <summary>The folder of the solution that this test was built from.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Qwak.slnx")) ? folder : Find(Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
