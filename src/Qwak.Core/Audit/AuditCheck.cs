using System.Security.Cryptography;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>Verifies the audit trail of a store, against its anchor too.</summary>
internal sealed class AuditCheck(Database database, ServiceKeys keys, AuditAnchor anchor)
{
    public CheckpointKeyAnswer Key => new(keys.Checkpoint.Id, keys.Checkpoint.Key.ExportSubjectPublicKeyInfoPem());

    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<AuditVerification> RunAsync(Action<long, long>? progress = null)
    {
        // Before the snapshot: an anchor that is read later may know more than the snapshot does.
        var outside = anchor.Read();

        // A key of its own: the service signs with its one meanwhile.
        using var key = ECDsa.Create(keys.Checkpoint.Key.ExportParameters(includePrivateParameters: false));
        return await database.ReadSnapshotAsync(
            connection => new AuditVerifier(connection, keys.Checkpoint.Id, key, outside?.Checkpoint, progress).RunAsync());
    }
}
