namespace Qwak.Core.Audit;

/// <summary>The words of the audit trail for what was asked.</summary>
internal static class AuditActions
{
    public const string SecretRead = "secret.read";
    public const string SecretProperties = "secret.properties";
    public const string SecretSet = "secret.set";
    public const string SecretDelete = "secret.delete";
    public const string SecretList = "secret.list";

    public const string EnvironmentCreate = "environment.create";
    /// <summary>The default environment follows the service to another address at a start.</summary>
    public const string EnvironmentMove = "environment.move";

    public const string EnvironmentList = "environment.list";

    public const string ApiKeyAuthenticate = "api-key.authenticate";
    public const string ApiKeyGenerate = "api-key.generate";
    public const string ApiKeyList = "api-key.list";
    public const string ApiKeyRevoke = "api-key.revoke";

    public const string AccessTokenCheck = "access-token.check";
    public const string AccessTokenCreate = "access-token.create";
    public const string AccessTokenList = "access-token.list";
    public const string AccessTokenRevoke = "access-token.revoke";

    /// <summary>A new administrator's key, made on the server's machine without one.</summary>
    public const string AdministratorRecover = "administrator.recover";

    public const string RoleGrant = "role.grant";
    public const string RoleRevoke = "role.revoke";
    public const string RoleList = "role.list";

    public const string UserContextRead = "user-context.read";
    public const string AuditList = "audit.list";

    /// <summary>Events were exported or followed.</summary>
    public const string AuditExport = "audit.export";
    public const string AuditVerify = "audit.verify";
    public const string AuditKey = "audit.key";
    public const string StoreCreate = "store.create";
    public const string StoreRecover = "store.recover";

    /// <summary>There was no anchor outside the store, and one was made of what the store holds.</summary>
    public const string StoreAnchor = "store.anchor";

    /// <summary>A store that is older than its anchor is taken as it is: after a restore, or a promotion that lost events.</summary>
    public const string StoreAcceptRollback = "store.accept-rollback";
}
