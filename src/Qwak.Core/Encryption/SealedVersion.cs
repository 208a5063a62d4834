namespace Qwak.Core.Encryption;

/// <summary>The encrypted form of one secret version, as it is stored.</summary>
internal sealed record SealedVersion(string KeyId, byte[] WrappedDek, byte[] Ciphertext);
