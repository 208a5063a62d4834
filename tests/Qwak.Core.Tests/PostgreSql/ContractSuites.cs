using Qwak.Core.Tests.ModelBuilds;
using Qwak.Core.Tests.Access;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.DataSources;
using Qwak.Core.Tests.Diagnosis;
using Qwak.Core.Tests.Encryption;
using Qwak.Core.Tests.Identity;
using Qwak.Core.Tests.Recovery;
using Qwak.Core.Tests.Secrets;
using Qwak.Core.Tests.Service;
using Qwak.Core.Tests.Storage;

namespace Qwak.Core.Tests.PostgreSql;

// The contract suites on PostgreSQL: the same tests, word for word, as on SQLite.

public sealed class SecretListOnPostgreSql : SecretListSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class DoctorOnPostgreSql : DoctorSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SecretAccessOnPostgreSql : SecretAccessSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SecretsOnPostgreSql : SecretSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class RevocationOnPostgreSql : RevocationSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class CommitQueueOnPostgreSql : CommitQueueSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class RolesAndEnvironmentsOnPostgreSql : RoleAndEnvironmentSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class BuildCredentialsOnPostgreSql : BuildCredentialSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class BuildLogOnPostgreSql : BuildLogSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class LineageOnPostgreSql : LineageSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AccessTokensOnPostgreSql : AccessTokenSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class CredentialsOnPostgreSql : CredentialSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AuditContentOnPostgreSql : AuditContentSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AuditChainOnPostgreSql : AuditChainSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AnonymousRefusalsOnPostgreSql : AnonymousRefusalsSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class PoliciesOnPostgreSql : PolicySuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SecretLifeOnPostgreSql : SecretLifeSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class CompareAndSetOnPostgreSql : CompareAndSetSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class RowRollbackOnPostgreSql : RowRollbackSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AuditVerifierOnPostgreSql : AuditVerifierSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

[Collection(Alone.Name)]
public sealed class AuditVerificationCostOnPostgreSql : AuditVerificationCostSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AuditRetentionOnPostgreSql : AuditRetentionSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class RollbackOnPostgreSql : RollbackSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SecretModelOnPostgreSql : SecretModelSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AuditFileOnPostgreSql : AuditFileSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class AuditStreamOnPostgreSql : AuditStreamSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SessionsOnPostgreSql : SessionSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class DataSourcesOnPostgreSql : DataSourceSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SourceLineageOnPostgreSql : SourceLineageSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SecretBindingsOnPostgreSql : SecretBindingSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class KeyringMoveOnPostgreSql : Encryption.Seals.KeyringMoveSuite
{
    private protected override int UsualMoves => 4;

    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class KeyRotationOnPostgreSql : KeyRotationSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();

    [Fact]
    public async Task Another_process_reads_and_writes_under_a_key_that_it_has_not_made()
    {
        await using var other = await ((PostgreSqlPlace)Scene.Place).OpenOtherAsync(Scene.Options(Scene.Time));
        var there = await Scene.LoginToAsync(other, Scene.Place.AdminKey);
        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();
        (await Admin.SetAsync("shared-key", "from here")).Good();
        Assert.Equal("from here", await there.ReadAsync("shared-key"));

        (await other.Keys.RotateAsync(there.Context)).Good();
        while ((await other.Keys.RewrapAsync(there.Context, null)).Good().Next is not null)
        {
        }

        Assert.Equal("from here", await Admin.ReadAsync("shared-key"));
        (await Admin.SetAsync("shared-key", "once more")).Good();
        Assert.Equal("once more", await there.ReadAsync("shared-key"));
        Assert.Single((await other.Keys.StatusAsync(there.Context)).Good().Keys);
    }

    [Fact]
    public async Task Processes_that_rotate_together_leave_one_active_key()
    {
        await using var other = await ((PostgreSqlPlace)Scene.Place).OpenOtherAsync(Scene.Options(Scene.Time));
        var there = await Scene.LoginToAsync(other, Scene.Place.AdminKey);
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Scene.Store.Keys.RotateAsync(Admin.Context), other.Keys.RotateAsync(there.Context));
            Assert.Equal(1L, await Scene.Place.ScalarAsync<long>("SELECT count(*) FROM key_encryption_key WHERE is_active = 1"));
        }

        (await Admin.SetAsync("shared-key", "after all")).Good();
        Assert.Equal("after all", await there.ReadAsync("shared-key"));
    }
}

public sealed class RecoveryOnPostgreSql : RecoverySuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();

    private protected override StorePlace NewOtherPlace() => new SqlitePlace();
}

public sealed class WorkloadIdentityOnPostgreSql : WorkloadIdentitySuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}

public sealed class SignInOnPostgreSql : SignInSuite
{
    private protected override StorePlace NewPlace() => new PostgreSqlPlace();
}
