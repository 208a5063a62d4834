using System.Security.Cryptography;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>Verifies the audit trail of a store, against its anchor too.</summary>
internal sealed class AuditCheck(Database database, ServiceKeys keys, AuditAnchor anchor)
{
    /// <summary>Most that run at once in this process: each reads the whole trail, on a connection that reads of secrets need too.</summary>
    private const int Most = 2;

    private static readonly SemaphoreSlim Turns = new(Most);

    public CheckpointKeyAnswer Key => new(keys.Checkpoint.Id, keys.Checkpoint.Key.ExportSubjectPublicKeyInfoPem());

    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<AuditVerification> RunAsync(Action<long, long>? progress = null, CancellationToken cancellationToken = default)
    {
        await Turns.WaitAsync(cancellationToken);
        try
        {
            return await VerifyAsync((events, of) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Invoke(events, of);
            });
        }
        finally
        {
            Turns.Release();
        }
    }

    private async Task<AuditVerification> VerifyAsync(Action<long, long> progress)
    {
        // Before the snapshot: an anchor that is read later may know more than the snapshot does.
        var outside = anchor.Read();

        // A key of its own: the service signs with its one meanwhile.
        using var key = ECDsa.Create(keys.Checkpoint.Key.ExportParameters(includePrivateParameters: false));
        return await database.ReadSnapshotAsync(
            connection => new AuditVerifier(connection, keys.Checkpoint.Id, key, outside?.Checkpoint, progress).RunAsync());
    }
}
