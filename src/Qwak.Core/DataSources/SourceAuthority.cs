using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.DataSources;

/// <summary>
/// Who may do what with a data source. The rights are those on the secrets that it names: there are no others, so that
/// nobody can do through a source what they may not do without it.
/// </summary>
internal sealed class SourceAuthority(SecretAccess access, SecretRows rows)
{
    public static readonly Refusal NotFound = new(RefusalCode.NotFound, "Data source not found");

    /// <summary>Whether the caller may know of a source: they may list or use each secret that it names.</summary>
    public static bool IsVisible(Caller caller, SecretEnvironment environment, DataSource definition) =>
        caller.AllowsAll(Operation.List, environment)
        || (definition.SecretNames is { Count: > 0 } secrets
            ? secrets.All(secret => caller.Allows(Operation.List, environment, secret.Name) || caller.Allows(Operation.Use, environment, secret.Name))
            : caller.AllowsSome(Operation.List, environment) || caller.AllowsSome(Operation.Use, environment));

    /// <summary>The refusal of a change of somebody else's source; null when allowed.</summary>
    public static Refusal? RefuseChange(Caller caller, SecretEnvironment environment, RegisteredSource row) =>
        row.OwnerId == caller.Grant.Principal.Id || caller.AllowsAll(Operation.Admin, environment)
            ? null
            : Refusal.Denied("A data source of this name belongs to somebody else: they or an administrator may change it.");

    /// <summary>Checks that the caller may use each secret that a definition names, and that they are there.</summary>
    public async Task<Answer<Done>> MayUseAsync(Caller caller, SecretEnvironment environment, DataSource definition, StoreTransaction? transaction)
    {
        if (definition.SecretNames.Count == 0 && !caller.AllowsSome(Operation.Use, environment))
        {
            return Refusal.Denied("You may not use secrets, and so no data sources, in this environment.");
        }

        foreach (var secret in definition.SecretNames)
        {
            var answer = await access.OnLiveSecretAsync<Done>(
                caller, environment.Id, secret.Name, Operation.Use,
                target => transaction is null ? rows.FindAsync(target, version: null) : rows.FindAsync(transaction, target),
                found => Task.FromResult<Answer<Done>>(new(default(Done), found.Subject)));
            if (answer.Result.Refusal is { } refusal)
            {
                return answer with { Result = OfSecret(secret, refusal) };
            }
        }

        return default(Done);
    }

    /// <summary>A refusal of one of a source's secrets. The field is named rather than its text, which may be a value in the wrong place.</summary>
    public static Refusal OfSecret(SecretReference secret, Refusal refusal) => refusal with
    {
        Message = SecretName.TryParse(secret.Name, out var name, out _, SecretNameRule.Legacy)
            ? $"The secret '{name.Text}', which the source names: {refusal.Message}"
            : $"The name of a secret ({DataSourceName.Shown(secret.Role)}) in the source: {refusal.Message}",
    };
}
