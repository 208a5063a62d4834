using System.Security.Cryptography;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>The public half of the key that signs checkpoints.</summary>
internal static class CheckpointKey
{
    public static async Task<ECParameters> PublicAsync(StorePlace place)
    {
        await using var connection = place.Connect();
        using var seal = KeyFileSeal.Open(place.Files().Single(file => file.EndsWith(".seal-key", StringComparison.Ordinal)));
        using var keyring = await KeyringSeal.UnsealAsync(seal, await KeyEncryptionKeyTable.ListAsync(connection));
        using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(connection));
        return keys.Checkpoint.Key.ExportParameters(includePrivateParameters: false);
    }
}
