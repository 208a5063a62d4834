namespace Qwak.Core.Audit;

/// <summary>The words of the audit trail for what was asked.</summary>
internal static class AuditActions
{
    public const string SecretRead = "secret.read";
    public const string SecretProperties = "secret.properties";
    /// <summary>A value was used by a part of the service, and not shown to the principal.</summary>
    public const string SecretUse = "secret.use";

    public const string SecretSet = "secret.set";
    public const string SecretDelete = "secret.delete";
    public const string SecretList = "secret.list";
    public const string SecretVersions = "secret.versions";
    public const string SecretUpdate = "secret.update";
    public const string SecretRestore = "secret.restore";
    public const string SecretPurge = "secret.purge";
    public const string SecretImport = "secret.import";
    public const string SecretUsage = "secret.usage";
    public const string SecretSources = "secret.sources";

    /// <summary>A value is about to be tried at the data sources that use the secret, before it becomes the current one.</summary>
    public const string SecretCheck = "secret.check";


    /// <summary>What was deleted is gone for good: its retention is over.</summary>
    public const string SecretDestroy = "secret.destroy";

    public const string SecretBindingList = "secret.binding.list";
    public const string SecretBind = "secret.bind";
    public const string SecretUnbind = "secret.unbind";

    public const string DataSourceRegister = "data-source.register";
    public const string DataSourceRead = "data-source.read";
    public const string DataSourceList = "data-source.list";
    public const string DataSourceDelete = "data-source.delete";
    public const string DataSourceSample = "data-source.sample";
    public const string DataSourceValidate = "data-source.validate";

    /// <summary>A registered source was opened with the value that a secret of it is about to get.</summary>
    public const string DataSourceCheck = "data-source.check";

    public const string EnvironmentCreate = "environment.create";
    /// <summary>The default environment follows the service to another address at a start.</summary>
    public const string EnvironmentMove = "environment.move";

    public const string EnvironmentList = "environment.list";
    public const string EnvironmentProtect = "environment.protect";

    public const string ApiKeyAuthenticate = "api-key.authenticate";
    public const string ApiKeyGenerate = "api-key.generate";
    public const string ApiKeyList = "api-key.list";
    public const string ApiKeyRevoke = "api-key.revoke";

    public const string AccessTokenCheck = "access-token.check";
    public const string AccessTokenCreate = "access-token.create";
    public const string AccessTokenList = "access-token.list";
    public const string AccessTokenRevoke = "access-token.revoke";

    /// <summary>Sessions of the web UI.</summary>
    public const string SessionAuthenticate = "session.authenticate";
    public const string SessionStart = "session.start";
    public const string SessionCheck = "session.check";
    public const string SessionEnd = "session.end";
    public const string SessionEndAll = "session.end-all";

    /// <summary>A new administrator's key, made on the server's machine without one.</summary>
    public const string AdministratorRecover = "administrator.recover";

    public const string RoleGrant = "role.grant";
    public const string RoleRevoke = "role.revoke";
    public const string RoleList = "role.list";

    public const string BuildStart = "build.start";
    public const string BuildResume = "build.resume";
    public const string BuildFinish = "build.finish";
    public const string BuildRead = "build.read";
    public const string BuildList = "build.list";
    public const string BuildLogWrite = "build-log.write";
    public const string BuildLogRead = "build-log.read";
    public const string SecretBuilds = "secret.builds";

    public const string KeyList = "key.list";
    public const string KeyRotate = "key.rotate";
    public const string KeyRewrap = "key.rewrap";
    public const string KeyReseal = "key.reseal";
    public const string ServiceSeal = "service.seal";
    public const string ServiceUnseal = "service.unseal";

    /// <summary>An OIDC token was exchanged for an access token.</summary>
    public const string WorkloadAuthenticate = "workload.authenticate";
    public const string IdentityProviderList = "identity-provider.list";
    public const string IdentityProviderCreate = "identity-provider.create";
    public const string IdentityProviderDelete = "identity-provider.delete";
    public const string IdentityRuleList = "identity-rule.list";
    public const string IdentityRuleCreate = "identity-rule.create";
    public const string IdentityRuleDelete = "identity-rule.delete";

    public const string PolicyList = "policy.list";
    public const string PolicySet = "policy.set";
    public const string PolicyDelete = "policy.delete";
    public const string PolicyExplain = "policy.explain";

    public const string UserList = "user.list";
    public const string UserCreate = "user.create";
    public const string UserDelete = "user.delete";
    public const string ServiceAccountList = "service-account.list";
    public const string ServiceAccountCreate = "service-account.create";
    public const string ServiceAccountDelete = "service-account.delete";
    public const string GroupList = "group.list";
    public const string GroupCreate = "group.create";
    public const string GroupDelete = "group.delete";
    public const string GroupMemberAdd = "group.member.add";
    public const string GroupMemberRemove = "group.member.remove";

    /// <summary>The rules of a store from before they had a MAC are sealed, once.</summary>
    public const string AccessSeal = "access.seal";

    public const string UserContextRead = "user-context.read";
    public const string AuditList = "audit.list";

    /// <summary>Events were exported or followed.</summary>
    public const string AuditExport = "audit.export";
    public const string AuditVerify = "audit.verify";
    /// <summary>Events whose retention was over were cut off; the name is the checkpoint at which the trail begins since.</summary>
    public const string AuditCut = "audit.cut";
    public const string AuditKey = "audit.key";
    public const string StoreCreate = "store.create";
    public const string StoreRecover = "store.recover";

    /// <summary>Rows from before rows had a MAC got theirs.</summary>
    public const string StoreSealRows = "store.seal-rows";

    /// <summary>There was no anchor outside the store, and one was made of what the store holds.</summary>
    public const string StoreAnchor = "store.anchor";

    /// <summary>A store that is older than its anchor is taken as it is: after a restore, or a promotion that lost events.</summary>
    public const string StoreAcceptRollback = "store.accept-rollback";

    /// <summary>The store was put back from a backup; the name is the backup's id and when it was made.</summary>
    public const string StoreRestore = "store.restore";

    /// <summary>The store was moved here from another database.</summary>
    public const string StoreMigrate = "store.migrate";
}
