namespace Qwak.Core.Encryption.Seals;

/// <summary>A seal, and what the store keeps of it so that it is found again.</summary>
/// <param name="Seal">The seal.</param>
/// <param name="Place">Where its key is, for a person.</param>
/// <param name="KeyFile">Where its key file is; null when it has none.</param>
/// <param name="Costs">How its passphrase is stretched; null when it has none.</param>
internal sealed record OpenedSeal(ISeal Seal, string Place, string? KeyFile = null, PassphraseCosts? Costs = null) : IDisposable
{
    /// <summary>A seal for a store that is new, or is put under another one.</summary>
    /// <param name="options">The seal; a key file is made when it is not there, all else has to be.</param>
    /// <param name="defaultKeyFile">Its key file when none is named.</param>
    /// <param name="storeId">Id of the store.</param>
    /// <exception cref="StartupException">It cannot be opened or made.</exception>
    public static OpenedSeal ForNew(SealOptions options, string defaultKeyFile, string storeId)
    {
        if (options.Kind == KeyFileSeal.Word)
        {
            var path = Path.GetFullPath(options.KeyFile ?? defaultKeyFile);
            return new(SealKeyFiles.OpenOrCreate(path), path, path);
        }

        return Open(options, PassphraseCosts.New(), storeId);
    }

    /// <summary>A seal of any kind but a key file.</summary>
    /// <param name="options">The seal.</param>
    /// <param name="costs">How a passphrase is stretched.</param>
    /// <param name="storeId">Id of the store.</param>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public static OpenedSeal Open(SealOptions options, PassphraseCosts? costs, string storeId) => options switch
    {
        { Kms: { } kms } => new(new KmsSeal(kms, storeId), kms.ToString()),
        { Pkcs11: { } pkcs11 } => new(new Pkcs11Seal(pkcs11), pkcs11.ToString()),
        { PassphraseFile: { } file } => new(PassphraseSeal.Open(file, costs!), file, Costs: costs),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public void Dispose() => Seal.Dispose();
}
