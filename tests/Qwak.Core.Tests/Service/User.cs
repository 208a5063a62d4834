using Qwak.Core.Access;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Service;

/// <summary>Somebody with a credential, in the verbs of the service.</summary>
internal sealed class User(Store store, RequestContext context)
{
    public static readonly RequestOrigin Origin = new("192.0.2.7", RandomId.New(), Scene.Address, null);

    public RequestContext Context => context;

    /// <summary>The same user, dialling another address or sending the environment header.</summary>
    public User From(string? dialled = Scene.Address, string? header = null) =>
        new(store, context with { Origin = context.Origin with { DialledAddress = dialled, EnvironmentHeader = header } });

    public async Task<Result<SetSecretResult>> SetAsync(string? name, string value, int? expectedVersion = null, string? environment = null)
    {
        using var secret = SecretValue.FromString(value);
        return await store.Secrets.SetAsync(context, environment, name, secret, expectedVersion);
    }

    public Task<Result<SecretVersion>> GetAsync(string? name, int? version = null, string? environment = null) =>
        store.Secrets.GetAsync(context, environment, name, version);

    /// <summary>The value, or the code of the refusal between brackets.</summary>
    public async Task<string> ReadAsync(string name, int? version = null, string? environment = null)
    {
        var result = await GetAsync(name, version, environment);
        if (result.IsRefused)
        {
            return $"<{result.Refusal.CodeText}>";
        }

        using (result.Value)
        {
            return result.Value.Value.Reveal();
        }
    }

    public Task<Result<SecretProperties>> PropertiesAsync(string? name, string? environment = null) =>
        store.Secrets.GetPropertiesAsync(context, environment, name);

    public Task<Result<Done>> DeleteAsync(string? name, string? environment = null) => store.Secrets.DeleteAsync(context, environment, name);

    public Task<Result<SecretVersionProperties[]>> VersionsAsync(string? name, string? environment = null) =>
        store.SecretLife.ListVersionsAsync(context, environment, name);

    public Task<Result<SecretProperties>> UpdateAsync(
        string? name, string? description = null, string? owner = null, IReadOnlyList<string>? tags = null, DateTimeOffset? expiresAt = null,
        bool? neverExpires = null, bool? isSensitive = null, string? environment = null) => store.SecretLife.UpdateAsync(
            context, environment, name, new SecretDetailsChange(description, owner, tags, expiresAt, neverExpires, isSensitive));

    public Task<Result<SecretProperties>> RestoreAsync(string? name, int[]? versions = null, string? environment = null) =>
        store.SecretLife.RestoreAsync(context, environment, name, versions);

    public Task<Result<Done>> PurgeAsync(string? name, string? environment = null) => store.SecretLife.PurgeAsync(context, environment, name);

    public Task<Result<SecretUsage>> UsageAsync(string? name, int days = 90) => store.SecretLife.GetUsageAsync(context, null, name, days);

    public async Task<Result<SecretImport>> ImportAsync(bool dryRun, params (string? Name, string Value)[] secrets)
    {
        var imported = secrets.Select(s => new ImportedSecret(s.Name, SecretValue.FromString(s.Value))).ToList();
        try
        {
            return dryRun
                ? await store.SecretImports.PlanAsync(context, null, imported)
                : await store.SecretImports.ImportAsync(context, null, imported);
        }
        finally
        {
            imported.ForEach(secret => secret.Dispose());
        }
    }

    public Task<Result<SecretListPage>> ListAsync(SecretListQuery? query = null, string? environment = null) =>
        store.Secrets.ListAsync(context, environment, query ?? new SecretListQuery());

    public Task<Result<SecretListPage>> ListAllAsync(SecretListQuery? query = null) =>
        store.Secrets.ListAllAsync(context, query ?? new SecretListQuery());

    public Task<Result<GeneratedKey>> GenerateKeyAsync(
        string? user, string? environment = null, string? role = null, bool force = false, int? days = null) =>
        store.ApiKeys.GenerateAsync(context, new ApiKeyRequest(user, environment, role, force, days));

    public Task<Result<Done>> RevokeKeyAsync(string id) => store.ApiKeys.RevokeAsync(context, id);

    public Task<Result<(AccessToken Record, IssuedToken Token, string User)>> CreateTokenAsync(
        string? user = null, string? environment = null, string? description = null, int? days = null) =>
        store.AccessTokens.CreateAsync(context, user, environment, description, days);

    public Task<Result<Done>> RevokeTokenAsync(string id) => store.AccessTokens.RevokeAsync(context, id);

    public Task<Result<Qwak.Clients.Administration.RoleAssignment>> GrantRoleAsync(string user, string environment, string? role) =>
        store.RoleAssignments.GrantAsync(context, user, environment, role);

    public Task<Result<Done>> RevokeRoleAsync(string user, string environment) =>
        store.RoleAssignments.RevokeAsync(context, user, environment);
}
