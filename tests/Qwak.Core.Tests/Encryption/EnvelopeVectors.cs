using Qwak.Core.Encryption;

namespace Qwak.Core.Tests.Encryption;

/// <summary>
/// Known answers of the stored format, computed by another implementation (Python's <c>cryptography</c>). A change that breaks one of these
/// cannot read what is stored already.
/// </summary>
internal static class EnvelopeVectors
{
    public const string EnvironmentId = "0123456789abcdef0123456789abcdef";
    public const string SecretId = "fedcba9876543210fedcba9876543210";
    public const string KeyId = "00112233445566778899aabbccddeeff";
    public const string Value = "pässwörd\n=$\"'é€";

    /// <summary>KEK 00 01 … 1f; DEK ff fe … e0.</summary>
    public static readonly byte[] Kek = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    public static readonly byte[] Dek = [.. Enumerable.Range(0, 32).Select(i => (byte)(255 - i))];

    public static readonly VersionPlace Place = new(EnvironmentId, SecretId, "aws-api-key", 7);

    public static readonly byte[] WrapNonce = Convert.FromHexString("6465666768696a6b6c6d6e6f");
    public static readonly byte[] ValueNonce = Convert.FromHexString("c8c9cacbcccdcecfd0d1d2d3");

    public static readonly byte[] WrappedDek = Convert.FromHexString(
        "0101" + "6465666768696a6b6c6d6e6f"
        + "b7e5239a8213af66c994aa1c29979b0dad2cebe660861a9a403749ac184144a8" + "938d8286b906b0c549b5b26b1a78edce");

    public static readonly byte[] Ciphertext = Convert.FromHexString(
        "0101" + "c8c9cacbcccdcecfd0d1d2d3" + "69f91d3eea5e939d4abf8ec17fa2d9e8b2490c05" + "e0b7e72d3cc4f446290bc4d582c41d30");

    public static readonly byte[] EmptyCiphertext = Convert.FromHexString(
        "0101" + "c8c9cacbcccdcecfd0d1d2d3" + "a0a10f6850b9b4807aa15ba718a16359");

    public static SealedVersion Version => new(KeyId, [.. WrappedDek], [.. Ciphertext]);

    public static Keyring Keyring()
    {
        var key = new KeyEncryptionKey(KeyId, LockedBytes.Of(Kek));
        return new Keyring(key, [key]);
    }
}
