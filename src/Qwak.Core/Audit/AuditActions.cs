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

    public const string BuildStart = "build.start";
    public const string BuildResume = "build.resume";
    public const string BuildFinish = "build.finish";
    public const string BuildRead = "build.read";
    public const string BuildList = "build.list";
    public const string BuildLogWrite = "build-log.write";
    public const string BuildLogRead = "build-log.read";
    public const string SecretUsage = "secret.usage";

    public const string UserContextRead = "user-context.read";
    public const string AuditList = "audit.list";
    public const string StoreCreate = "store.create";
    public const string StoreRecover = "store.recover";
}
