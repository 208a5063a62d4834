using System.Security.Cryptography;

namespace Qwak.Core.Tests.Service;

/// <summary>A directory of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <param name="parent">Where to make it; null for the place of temporary files.</param>
    public TemporaryFolder(string? parent = null)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), "qwak-core-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
