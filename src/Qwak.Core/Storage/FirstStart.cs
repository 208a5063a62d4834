using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Environments;

namespace Qwak.Core.Storage;

/// <summary>
/// Makes what a new store starts with, in one transaction: keyring, service keys, the default environment, an
/// administrator and their API key. A start that breaks off before its commit leaves nothing, and the next one begins anew.
/// </summary>
internal static class FirstStart
{
    public const string DefaultEnvironment = "default";
    public const string AdministratorName = "admin";

    /// <returns>The administrator's API key: the only time that its text is there.</returns>
    public static async Task<GeneratedKey> RunAsync(CommitQueue commits, OpenedSeal seal, string storeId, StoreOptions options)
    {
        GeneratedKey? adminKey = null;
        await commits.ChangeAsync(
            async transaction =>
            {
                var (connection, now) = (transaction.Connection, options.Time.GetUtcNow());
                using var kek = KeyEncryptionKey.New();
                var keyring = new Keyring(kek, [kek]);
                await KeyEncryptionKeyTable.InsertAsync(connection, await KeyringSeal.SealAsync(seal.Seal, kek, isActive: true), now);
                var wrapped = ServiceKeys.Create(keyring);
                foreach (var key in wrapped)
                {
                    await ServiceKeyTable.InsertAsync(connection, key, now);
                    await KeyEncryptionKeyTable.CountUsesAsync(connection, kek.Id, 1, KeyEncryptionKey.MaximumUses);
                }

                await StoreStateTable.SetAsync(connection, StoreStateTable.StoreId, storeId);
                await StoredSeal.RecordAsync(connection, seal);
                await StoreStateTable.SetAsync(connection, StoreStateTable.RowsSealed, AuditActions.StoreCreate);
                await EnvironmentTable.InsertAsync(
                    connection, new SecretEnvironment(RandomId.New(), DefaultEnvironment, options.Own?.Primary, IsDefault: true, now));

                var administrator = new Principal(RandomId.New(), AdministratorName, PrincipalKind.User);
                await PrincipalTable.InsertAsync(connection, administrator, now);
                await RoleAssignmentTable.SetAsync(connection, administrator.Id, Roles.AllEnvironments, Role.Admin);
                using var keys = ServiceKeys.Open(keyring, wrapped);
                using var macs = keys.RowMacs();
                adminKey = await ApiKeyService.InsertAsync(connection, keys, new CredentialRows(macs), administrator, environmentId: null, now, expiresAt: null);

                // Durable before the commit: a store whose only key is lost would be of no use.
                PrivateFile.Write(options.AdminKeyFile, adminKey.Text + "\n");
                transaction.Trail.Append(new AuditEvent
                {
                    Time = now,
                    Action = AuditActions.StoreCreate,
                    Row = await new AccessSeal(macs).SealAsync(transaction),
                });
            },
            authorisedUnder: null);
        return adminKey!;
    }
}
