using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>What a backup is encrypted under, as the operator names it: a key file or the file of a passphrase.</summary>
internal sealed record BackupSeal(string? KeyFile, string? PassphraseFile)
{
    /// <summary>The store's own seal, which opens what is encrypted under none of the two.</summary>
    public SealOptions Store { get; init; } = new();

    /// <summary>Whether none is named, and it is the store's own seal.</summary>
    public bool IsStores => KeyFile is null && PassphraseFile is null;

    /// <summary>For a new backup; null for the store's own seal.</summary>
    public OpenedSeal? ForNew() =>
        IsStores ? null : OpenedSeal.ForNew(new SealOptions { KeyFile = KeyFile, PassphraseFile = PassphraseFile }, KeyFile ?? "", storeId: "");

    /// <summary>For a backup that is there.</summary>
    /// <exception cref="StartupException">It is not what the backup is encrypted under.</exception>
    public ISeal Open(BackupHeader header)
    {
        var seal = OpenKind(header);
        if (seal.Id == header.SealId)
        {
            return seal;
        }

        seal.Dispose();
        throw new StartupException(
            $"The key is not the one that the backup is encrypted under (found {seal.Id}, needed {header.SealId}).",
            "Name the store's seal as it was at the time of the backup, or the key that was given to 'qwak server backup'.");
    }

    private ISeal OpenKind(BackupHeader header)
    {
        switch (header.SealKind)
        {
            case KeyFileSeal.Word:
                return KeyFileSeal.Open(Named(KeyFile, header, "--key-file"));
            case PassphraseSeal.Word:
                return PassphraseSeal.Open(Named(PassphraseFile, header, "--passphrase-file"), header.Costs ?? throw new FormatException());
            default:
                var named = Named(Store.Kind == header.SealKind ? Store : null, header, StoredSeal.Option(header.SealKind));
                return OpenedSeal.Open(named, costs: null, header.StoreId ?? "").Seal;
        }
    }

    private static T Named<T>(T? named, BackupHeader header, string option)
        where T : class => named ?? throw new StartupException(
            $"The backup is encrypted under {StoredSeal.Words(header.SealKind)} (seal {header.SealId}).", $"Name it with {option}.");
}
