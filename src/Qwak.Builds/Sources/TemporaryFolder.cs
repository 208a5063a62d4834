namespace Qwak.Builds.Sources;

/// <summary>Where a model is cloned to: on disk, since it may be large and programs are run from it. No credential lies in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qwak-source-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
