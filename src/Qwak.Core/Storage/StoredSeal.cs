using System.Data.Common;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Storage;

/// <summary>
/// What the store says of its seal. It never says where to load a module from or which KMS to ask: who can write the database
/// would choose it.
/// </summary>
/// <param name="StoreId">Id of the store.</param>
/// <param name="SealId">Id of the seal that the active key is under.</param>
/// <param name="Kind">The kind of seal.</param>
/// <param name="KeyFile">Where its key file was; null when it has none.</param>
/// <param name="Costs">How its passphrase is stretched; null when it has none.</param>
internal sealed record StoredSeal(string StoreId, string SealId, string Kind, string? KeyFile, PassphraseCosts? Costs)
{
    /// <exception cref="StartupException">No key is active, or how the passphrase is stretched cannot be read.</exception>
    public static async Task<StoredSeal> ReadAsync(DbConnection reader)
    {
        var costs = await StoreStateTable.FindAsync(reader, StoreStateTable.SealPassphrase) is { } recorded ? PassphraseCosts.Parse(recorded) : null;
        return new(
            (await StoreStateTable.FindAsync(reader, StoreStateTable.StoreId))!,
            await KeyEncryptionKeyTable.SealIdAsync(reader) ?? throw KeyringSeal.NoActiveKey(),
            await StoreStateTable.FindAsync(reader, StoreStateTable.SealKind) ?? (costs is null ? KeyFileSeal.Word : PassphraseSeal.Word),
            await StoreStateTable.FindAsync(reader, StoreStateTable.SealKeyFile),
            costs);
    }

    /// <summary>Keeps what is needed to find the seal again.</summary>
    public static async Task RecordAsync(DbConnection connection, OpenedSeal seal)
    {
        await StoreStateTable.SetAsync(connection, StoreStateTable.SealKeyFile, seal.KeyFile);
        await StoreStateTable.SetAsync(connection, StoreStateTable.SealPassphrase, seal.Costs?.ToString());
        await StoreStateTable.SetAsync(
            connection, StoreStateTable.SealKind, seal.KeyFile is null && seal.Costs is null ? seal.Seal.Kind : null);
    }

    /// <summary>A kind of seal in words.</summary>
    public static string Words(string kind) => kind switch
    {
        KmsSeal.Word => "a key of AWS KMS",
        Pkcs11Seal.Word => "a key in a token (PKCS#11)",
        PassphraseSeal.Word => "a passphrase",
        KeyFileSeal.Word => "a key file",
        _ => $"a seal that this version does not know ({kind})",
    };

    /// <summary>How a kind of seal is named.</summary>
    public static string Option(string kind) => kind switch
    {
        KmsSeal.Word => "--seal-kms-key",
        Pkcs11Seal.Word => "--seal-pkcs11-module, --seal-pkcs11-token and --seal-pkcs11-key",
        PassphraseSeal.Word => "--seal-passphrase-file",
        _ => "--seal-key-file",
    };
}
