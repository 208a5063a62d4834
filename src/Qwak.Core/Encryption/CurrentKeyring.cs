using System.Data.Common;
using Qwak.Core.Storage;

namespace Qwak.Core.Encryption;

/// <summary>
/// The keyring as it is now. A rotation, by this process or by another one, makes a new keyring; whoever has begun with
/// the older one goes on with it.
/// </summary>
internal sealed class CurrentKeyring(Database database, StoreSeal seal, Keyring keyring) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Keyring _now = keyring;

    public Keyring Now => _now;

    /// <summary>Decrypts a version, also one under a key that another process has made since.</summary>
    /// <exception cref="IntegrityException">The row was altered or moved, or its key is not in the keyring.</exception>
    public ValueTask<SecretValue> OpenAsync(VersionPlace place, SealedVersion version)
    {
        var now = _now;
        return now.Find(version.KeyId) is null ? OpenUnderNewKeyAsync(place, version) : ValueTask.FromResult(Envelope.Open(now, place, version));
    }

    /// <summary>Reads the keyring again.</summary>
    /// <returns>The keys as they are stored.</returns>
    /// <exception cref="StoreUnavailableException">It holds a key under a seal that this process has not opened.</exception>
    public async Task<IReadOnlyList<SealedKey>> RefreshAsync(DbConnection connection)
    {
        await _turn.WaitAsync();
        try
        {
            var stored = await KeyEncryptionKeyTable.ListAsync(connection);
            if (!stored.All(key => _now.Find(key.Id) is not null) || !stored.Any(key => key.IsActive && key.Id == _now.Active.Id))
            {
                using var opened = await seal.OpenAsync(connection);
                _now = await KeyringSeal.UnsealAsync(opened.Seal, stored, [.. _now.Keys]);
            }

            return stored;
        }
        catch (StartupException e)
        {
            throw new StoreUnavailableException($"The keyring was changed by another process, and this one cannot open it: {e.Message}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Erases the keys from memory.</summary>
    public void Dispose()
    {
        _now.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<SecretValue> OpenUnderNewKeyAsync(VersionPlace place, SealedVersion version)
    {
        await database.ReadAsync(RefreshAsync);
        return Envelope.Open(_now, place, version);
    }
}
