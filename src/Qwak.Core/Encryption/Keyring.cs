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

    /// <summary>All keys, destroyed ones too while this process has them: a read that began before may still need one.</summary>
    public IEnumerable<KeyEncryptionKey> Keys => _keys.Values;

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
