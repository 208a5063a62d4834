using System.Security.Cryptography;

namespace Qwak.Core.Tests.Service;

/// <summary>A directory of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), "qwak-core-" + RandomNumberGenerator.GetHexString(16, lowercase: true));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
