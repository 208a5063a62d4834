using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Recovery;

/// <summary>What a backup is encrypted under, as the operator names it: a key file or the file of a passphrase.</summary>
internal sealed record BackupSeal(string? KeyFile, string? PassphraseFile)
{
    /// <summary>Whether none is named, and it is the store's own seal.</summary>
    public bool IsStores => KeyFile is null && PassphraseFile is null;

    /// <summary>For a new backup; null for the store's own seal.</summary>
    public OpenedSeal? ForNew() => IsStores ? null : OpenedSeal.ForNew(KeyFile ?? "", PassphraseFile);

    /// <summary>For a backup that is there.</summary>
    /// <exception cref="StartupException">It is not what the backup is encrypted under.</exception>
    public ISeal Open(BackupHeader header)
    {
        ISeal seal = header.Costs is { } costs
            ? PassphraseSeal.Open(Named(PassphraseFile, header, "passphrase", "--passphrase-file"), costs)
            : KeyFileSeal.Open(Named(KeyFile, header, "key file", "--key-file"));
        if (seal.Id == header.SealId)
        {
            return seal;
        }

        seal.Dispose();
        throw new StartupException(
            $"The key is not the one that the backup is encrypted under (found {seal.Id}, needed {header.SealId}).",
            "Name the store's seal as it was at the time of the backup, or the key that was given to 'qwak server backup'.");
    }

    private static string Named(string? file, BackupHeader header, string what, string option) => file ?? throw new StartupException(
        $"The backup is encrypted under a {what} (seal {header.SealId}).", $"Name it with {option}.");
}
