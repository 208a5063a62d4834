using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Qwak.Core.Encryption.Seals;

/// <summary>What it costs to try a passphrase, as the store keeps it: <c>argon2id MEMORY PASSES SALT</c>.</summary>
/// <param name="MemoryKiB">Memory in KiB.</param>
/// <param name="Passes">Passes over it.</param>
/// <param name="Salt">16 random bytes.</param>
internal sealed record PassphraseCosts(long MemoryKiB, long Passes, byte[] Salt)
{
    private const string Algorithm = "argon2id";

    /// <summary>For a new seal: 64 MiB and 3 passes, as the second choice of RFC 9106, section 4, but in one lane.</summary>
    public static PassphraseCosts New() => new(64 * 1024, 3, RandomNumberGenerator.GetBytes(16));

    /// <exception cref="StartupException">It is not what the store has written.</exception>
    public static PassphraseCosts Parse(string text) =>
        text.Split(' ') is [Algorithm, var memory, var passes, var salt]
        && long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var kib) && kib is >= 8 * 1024 and <= 4 * 1024 * 1024
        && long.TryParse(passes, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 100
        && Base64Url.IsValid(salt) && Base64Url.DecodeFromChars(salt) is { Length: 16 } bytes
            ? new(kib, count, bytes)
            : throw new StartupException("How the passphrase is stretched cannot be read from the store.", "Restore the data directory from a backup.");

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Algorithm} {MemoryKiB} {Passes} {Base64Url.EncodeToString(Salt)}");
}
