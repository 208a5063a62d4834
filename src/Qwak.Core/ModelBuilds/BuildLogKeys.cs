using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Encryption;

namespace Qwak.Core.ModelBuilds;

/// <summary>Seals a build's log under a key of that build, which is derived from a key of the service (RFC 5869).</summary>
internal sealed class BuildLogKeys(ServiceKeys keys)
{
    public byte[] Seal(string buildId, long sequence, ReadOnlySpan<byte> chunk)
    {
        Span<byte> key = stackalloc byte[SealedBox.KeySize];
        keys.DeriveKey("qwak/build-log/" + buildId, key);
        var box = SealedBox.Seal(key, chunk, Place(buildId, sequence));
        CryptographicOperations.ZeroMemory(key);
        return box;
    }

    /// <exception cref="IntegrityException">The chunk was altered or moved.</exception>
    public byte[] Open(string buildId, long sequence, ReadOnlySpan<byte> box)
    {
        Span<byte> key = stackalloc byte[SealedBox.KeySize];
        keys.DeriveKey("qwak/build-log/" + buildId, key);
        var chunk = new byte[SealedBox.PlaintextLength(box)];
        SealedBox.Open(key, box, Place(buildId, sequence), chunk);
        CryptographicOperations.ZeroMemory(key);
        return chunk;
    }

    private static byte[] Place(string buildId, long sequence) =>
        Encoding.UTF8.GetBytes($"qwak/build-log {buildId} {sequence.ToString(CultureInfo.InvariantCulture)}");
}
