using System.Security.Cryptography;

namespace Qwak.Core.Encryption;

/// <summary>
/// Envelope encryption of one secret version. A fresh data-encryption key (DEK, 256 random bits) encrypts the value;
/// the active key-encryption key (KEK) of the keyring encrypts the DEK. Both are a <see cref="SealedBox"/>:
/// <list type="bullet">
/// <item><c>ciphertext</c>: the value under the DEK, bound to format, algorithm, environment id, secret id, name, version;</item>
/// <item><c>wrapped_dek</c>: the DEK under the KEK, bound to the same and the key id.</item>
/// </list>
/// So a row that is moved or swapped does not open, and a rewrap touches only the wrapped DEK. Known-answer vectors:
/// <c>tests/Qwak.Core.Tests/Encryption/EnvelopeVectors.cs</c>.
/// </summary>
internal static class Envelope
{
    public static SealedVersion Seal(KeyEncryptionKey key, VersionPlace place, ReadOnlySpan<byte> value)
    {
        Span<byte> dek = stackalloc byte[SealedBox.KeySize];
        RandomNumberGenerator.Fill(dek);
        try
        {
            return new SealedVersion(
                key.Id,
                SealedBox.Seal(key.Bytes, dek, AssociatedData.ForDataKey(place, key.Id)),
                SealedBox.Seal(dek, value, AssociatedData.ForValue(place)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dek);
        }
    }

    /// <exception cref="IntegrityException">The row was altered or moved, or its key is not in the keyring.</exception>
    public static SecretValue Open(Keyring keyring, VersionPlace place, SealedVersion version)
    {
        Span<byte> dek = stackalloc byte[SealedBox.KeySize];
        try
        {
            OpenDataKey(keyring, place, version, dek);
            var value = SecretValue.Allocate(SealedBox.PlaintextLength(version.Ciphertext));
            SealedBox.Open(dek, version.Ciphertext, AssociatedData.ForValue(place), value);
            return SecretValue.Adopt(value);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dek);
        }
    }

    /// <summary>The same version with its DEK under another KEK; the ciphertext is untouched.</summary>
    public static SealedVersion Rewrap(Keyring keyring, KeyEncryptionKey key, VersionPlace place, SealedVersion version)
    {
        Span<byte> dek = stackalloc byte[SealedBox.KeySize];
        try
        {
            OpenDataKey(keyring, place, version, dek);
            return version with { KeyId = key.Id, WrappedDek = SealedBox.Seal(key.Bytes, dek, AssociatedData.ForDataKey(place, key.Id)) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dek);
        }
    }

    private static void OpenDataKey(Keyring keyring, VersionPlace place, SealedVersion version, Span<byte> dek)
    {
        if (keyring.Find(version.KeyId) is not { } key || SealedBox.PlaintextLength(version.WrappedDek) != dek.Length)
        {
            throw new IntegrityException();
        }

        SealedBox.Open(key.Bytes, version.WrappedDek, AssociatedData.ForDataKey(place, key.Id), dek);
    }
}
