using Microsoft.Extensions.Logging;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Rest;

namespace Qwak.Core.Storage;

/// <summary>Verifies the audit trail of a store that is not served. No event is written: what is examined stays as it was found.</summary>
internal static class OfflineAudit
{
    /// <exception cref="StartupException">The store cannot be opened.</exception>
    public static async Task<AuditVerification> VerifyAsync(DataDirectory directory, StoreOptions options, ILoggerFactory loggers)
    {
        using var database = Database.Open(options.Dialect(directory), loggers.CreateLogger<Database>());
        using var reader = database.OpenReader();
        using (var seal = await new StoreSeal(directory, options).OpenAsync(reader))
        {
            using var keyring = await KeyringSeal.UnsealAsync(seal.Seal, await KeyEncryptionKeyTable.ListAsync(reader));
            using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(reader));
            return await new AuditCheck(database, keys, AuditAnchor.Of(directory, options, keys, loggers)).RunAsync();
        }
    }
}
