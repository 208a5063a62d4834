using System.Data.Common;
using System.Security.Cryptography;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Audit;

/// <summary>A trail of many events, and its verification.</summary>
internal static class LongTrail
{
    public static async Task FillTrailAsync(this Scene scene, int count)
    {
        const int chunk = 5_000;
        for (var from = 0; from < count; from += chunk)
        {
            var size = Math.Min(chunk, count - from);
            await scene.Store.Commits.ChangeAsync(
                transaction =>
                {
                    for (var i = 0; i < size; i++)
                    {
                        transaction.Trail.Append(Event(scene, i));
                    }

                    return Task.CompletedTask;
                },
                authorisedUnder: null);
        }

        await scene.Store.Checkpoints.WriteAsync();
    }

    public static async Task<AuditVerification> VerifyTrailAsync(this Scene scene)
    {
        await using var connection = scene.Place.Connect();
        return await scene.VerifyTrailAsync(connection);
    }

    public static async Task<AuditVerification> VerifyTrailAsync(this Scene scene, DbConnection connection, AuditCheckpoint? anchor = null)
    {
        using var key = ECDsa.Create(await CheckpointKey.PublicAsync(scene.Place));
        var keyId = await scene.Place.ScalarAsync<string>("SELECT id FROM service_key WHERE purpose = 'audit-checkpoint'");
        return await new AuditVerifier(connection, keyId, key, anchor).RunAsync();
    }

    private static AuditEvent Event(Scene scene, int i) => new()
    {
        Time = StoreTime.Now(scene.Time),
        PrincipalId = "0123456789abcdef0123456789abcdef",
        Principal = "training-job",
        Credential = "key:0123456789abcdef0123456789abcdef",
        Action = AuditActions.SecretRead,
        Environment = "production",
        Name = $"snowflake-{i % 100}",
        Version = 3,
        Address = "192.0.2.7",
        RequestId = "0123456789abcdef0123456789abcdef",
    };
}
