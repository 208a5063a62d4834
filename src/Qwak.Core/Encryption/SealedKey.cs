namespace Qwak.Core.Encryption;

/// <summary>A key-encryption key under a seal, as it is stored.</summary>
internal sealed record SealedKey(string Id, string SealId, byte[] Bytes, bool IsActive);
