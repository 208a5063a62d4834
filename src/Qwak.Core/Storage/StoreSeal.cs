using System.Data.Common;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Storage;

/// <summary>
/// The seal of a store: found again at each start, and whenever a key comes in, since its own key stays in memory no longer
/// than it is needed. Two may be named, the one of now and the next one: what the store says decides, at each moment anew.
/// </summary>
internal sealed class StoreSeal(DataDirectory directory, StoreOptions options)
{
    /// <summary>Opens the seal of a store with a key file's content, or a passphrase, that somebody brings.</summary>
    /// <exception cref="StartupException">It is not what the store is sealed with.</exception>
    public static async Task<OpenedSeal> OpenAsync(DbConnection reader, ReadOnlyMemory<byte> brought)
    {
        const string Place = "that was brought";
        var stored = await StoredSeal.ReadAsync(reader);
        switch (stored.Kind)
        {
            case PassphraseSeal.Word:
                return new(PassphraseSeal.Derive(brought.Span, stored.Costs!, Place), Place, Costs: stored.Costs);
            case KeyFileSeal.Word:
                var seal = KeyFileSeal.Parse(brought.Span)
                    ?? throw new StartupException("What was brought is not a seal's key file.", "Bring the content of the right one.");
                return new(seal, Place, stored.KeyFile);
            default:
                throw new StartupException($"The store is sealed with {StoredSeal.Words(stored.Kind)}, whose key nobody can bring.", "Restart the service to unseal it.");
        }
    }

    /// <summary>Opens the seal of a store that is there.</summary>
    /// <exception cref="StartupException">What opens it is missing, or is not what it was.</exception>
    public async Task<OpenedSeal> OpenAsync(DbConnection reader)
    {
        var stored = await StoredSeal.ReadAsync(reader);
        try
        {
            return Open(options.Seal, stored);
        }
        catch (StartupException)
        {
            // Also after a move to the next seal that broke off behind its commit, and before it in a process that is told of it already.
            if (TryOpenNext(stored) is { } next)
            {
                return next;
            }

            throw;
        }
    }

    /// <summary>Makes the seal of a new store.</summary>
    /// <param name="storeId">Id of the store that is to be.</param>
    public OpenedSeal Create(string storeId) => OpenedSeal.ForNew(options.Seal, SealKeyFiles.Default(directory.Path), storeId);

    /// <summary>The seal that the operator wants the store to be under; null when they name none.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public async Task<OpenedSeal?> OpenNextAsync(DbConnection reader) => options.NextSeal?.Invoke() is { } next
        ? OpenedSeal.ForNew(next, SealKeyFiles.Default(directory.Path), (await StoredSeal.ReadAsync(reader)).StoreId)
        : null;

    private OpenedSeal? TryOpenNext(StoredSeal stored)
    {
        try
        {
            return options.NextSeal?.Invoke() is { } next ? Open(next, stored) : null;
        }
        catch (StartupException)
        {
            return null;
        }
    }

    private OpenedSeal Open(SealOptions named, StoredSeal stored)
    {
        if (named.Kind != stored.Kind)
        {
            throw new StartupException(
                $"The store is sealed with {StoredSeal.Words(stored.Kind)}, not with {StoredSeal.Words(named.Kind)}.",
                $"Name it with {StoredSeal.Option(stored.Kind)}; 'qwak keys reseal' puts the store under another seal.");
        }

        OpenedSeal opened;
        if (named.Kind == KeyFileSeal.Word)
        {
            var (seal, path) = SealKeyFiles.Open(directory.Path, named.KeyFile, stored.KeyFile);
            opened = new(seal, path, path);
        }
        else
        {
            opened = OpenedSeal.Open(named, stored.Costs, stored.StoreId);
        }

        if (opened.Seal.Id == stored.SealId)
        {
            return opened;
        }

        opened.Dispose();
        throw KeyringSeal.NotTheOne(opened.Seal, stored.SealId);
    }
}
