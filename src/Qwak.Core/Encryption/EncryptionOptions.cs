namespace Qwak.Core.Encryption;

/// <summary>Bounds of encryption.</summary>
internal sealed class EncryptionOptions
{
    /// <summary>Most encryptions under one key-encryption key. Default and maximum 2^32; lower only to test the bound.</summary>
    public long MaximumKeyUses { get; init; } = KeyEncryptionKey.MaximumUses;
}
