namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// Where the seal's key file lies: where the operator says, else beside the data directory (<c>DIR.seal-key</c>), never
/// in it by default, so that a copy of the directory alone opens nothing.
/// </summary>
internal static class SealKeyFiles
{
    public static string Default(string dataDirectory) => Path.TrimEndingDirectorySeparator(dataDirectory) + ".seal-key";

    public static bool LiesInside(string dataDirectory, string file) =>
        Path.GetFullPath(file).StartsWith(Path.TrimEndingDirectorySeparator(dataDirectory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Opens the key file of a store that is there; <paramref name="recorded"/> is where it was when the store was made.</summary>
    public static (KeyFileSeal Seal, string Path) Open(string dataDirectory, string? named, string? recorded)
    {
        string?[] places = named is null ? [Default(dataDirectory), recorded] : [named];
        var found = places.OfType<string>().FirstOrDefault(File.Exists) ?? throw new StartupException(
            $"The seal's key file is missing; it was looked for at {string.Join(" and ", places.OfType<string>().Distinct())}.",
            "Put it back from where it is kept, or name its place with --seal-key-file. Without it nothing can be decrypted.");
        return (KeyFileSeal.Open(found), found);
    }

    /// <summary>Makes the key file of a new seal, or takes the one that is there.</summary>
    public static KeyFileSeal OpenOrCreate(string path)
    {
        if (File.Exists(path))
        {
            return KeyFileSeal.Open(path);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return KeyFileSeal.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The seal's key file {path} cannot be made ({e.Message})", "Name a place that can be written with --seal-key-file.", e);
        }
    }
}
