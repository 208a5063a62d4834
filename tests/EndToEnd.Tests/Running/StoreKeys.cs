using Microsoft.Data.Sqlite;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>All keys of a store, as who has it and its seal can have them: to look for them where they should not be.</summary>
/// <param name="Ours">Keys that our code holds, in every form.</param>
/// <param name="Libraries">Private keys that were handed to the platform, halves of big numbers in both orders.</param>
internal sealed record StoreKeys(IReadOnlyDictionary<string, byte[]> Ours, IReadOnlyDictionary<string, byte[]> Libraries)
{
    public static async Task<StoreKeys> ReadAsync(string databaseFile, string sealKeyFile)
    {
        await using var reader = new SqliteConnection($"Data Source={databaseFile};Mode=ReadOnly;Pooling=False");
        await reader.OpenAsync();
        using var seal = KeyFileSeal.Open(sealKeyFile);
        using var keyring = await KeyringSeal.UnsealAsync(seal, await KeyEncryptionKeyTable.ListAsync(reader));
        using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(reader));
        var text = (await File.ReadAllTextAsync(sealKeyFile)).Trim()["qwak-seal-key-v1 ".Length..];
        var token = keys.TokenSigningKeys[0].Key.ExportParameters(includePrivateParameters: true);
        var checkpoint = keys.Checkpoint.Key.ExportParameters(includePrivateParameters: true);
        var derived = new byte[32];
        keys.DeriveKey("qwak/row-mac", derived);
        var ours = new Dictionary<string, byte[]>
        {
            ["seal"] = System.Buffers.Text.Base64Url.DecodeFromChars(text),
            ["seal's text"] = System.Text.Encoding.ASCII.GetBytes(text),
            ["seal's text in UTF-16"] = System.Text.Encoding.Unicode.GetBytes(text),
            ["keyring"] = keyring.Active.Bytes.ToArray(),
            ["row MACs"] = derived,
        };
        return new StoreKeys(ours, new Dictionary<string, byte[]>
        {
            ["token signing, P"] = token.P!,
            ["token signing, P reversed"] = [.. token.P!.Reverse()],
            ["token signing, D"] = token.D!,
            ["token signing, D reversed"] = [.. token.D!.Reverse()],
            ["checkpoints"] = checkpoint.D!,
            ["checkpoints reversed"] = [.. checkpoint.D!.Reverse()],
        });
    }
}
