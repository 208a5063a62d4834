using System.Collections.Frozen;

namespace Qwak.Core.Encryption;

/// <summary>
/// The key-encryption keys, one of which is active: it encrypts, all of them decrypt. Immutable; a rotation makes a
/// new keyring and replaces the reference.
/// </summary>
internal sealed class Keyring(KeyEncryptionKey active, IEnumerable<KeyEncryptionKey> all) : IDisposable
{
    private readonly FrozenDictionary<string, KeyEncryptionKey> _keys = all.ToFrozenDictionary(key => key.Id);

    public KeyEncryptionKey Active { get; } = active;

    public KeyEncryptionKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    /// <summary>Erases the keys from memory.</summary>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
