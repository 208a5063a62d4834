namespace Qwak.Core.Encryption.Seals;

/// <summary>A seal, and what the store keeps of it so that it is found again.</summary>
/// <param name="Seal">The seal.</param>
/// <param name="KeyFile">Where its key file is; null when it has none.</param>
/// <param name="Costs">How its passphrase is stretched; null when it has none.</param>
internal sealed record OpenedSeal(ISeal Seal, string? KeyFile = null, PassphraseCosts? Costs = null) : IDisposable
{
    /// <summary>A seal for a store that is new, or is put under another one.</summary>
    /// <param name="keyFile">Its key file, which is made when it is not there.</param>
    /// <param name="passphraseFile">The file of its passphrase; takes precedence.</param>
    public static OpenedSeal ForNew(string keyFile, string? passphraseFile)
    {
        if (passphraseFile is not null)
        {
            var costs = PassphraseCosts.New();
            return new(PassphraseSeal.Open(passphraseFile, costs), Costs: costs);
        }

        var path = Path.GetFullPath(keyFile);
        return new(SealKeyFiles.OpenOrCreate(path), path);
    }

    public void Dispose() => Seal.Dispose();
}
