using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.DataSources;

/// <summary>
/// Has a source read, with the values of its secrets: for who may use each of them, and with the rights of its owner.
/// What was read is released once the event with its true outcome is durable, as of every operation.
/// </summary>
internal sealed class SourceUseService(OperationPath path, DataSourceRows rows, SourceAuthority authority, SecretUseService secrets)
{
    private const string Draft = "datasource:draft";

    /// <summary>Uses a registered source.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="environment">Name or id of the environment.</param>
    /// <param name="name">The source's name.</param>
    /// <param name="action">The action to record.</param>
    /// <param name="use">Reads the source.</param>
    public Task<Result<T>> UseAsync<T>(
        RequestContext context, string? environment, string? name, string action, Func<SourceInUse, Task<SourceOutcome<T>>> use) =>
        UseRegisteredAsync(context, environment, name, action, candidate: null, use);

    /// <summary>
    /// The same with a value that a secret of the source is about to get in place of its current one. Nothing of this use
    /// is kept: a connection that logged in with the value must not outlive its refusal.
    /// </summary>
    public Task<Result<T>> CheckAsync<T>(
        RequestContext context, string? environment, string? name, SecretCandidate candidate, Func<SourceInUse, Task<SourceOutcome<T>>> use) =>
        UseRegisteredAsync(context, environment, name, AuditActions.DataSourceCheck, candidate, use);

    /// <summary>The same with a definition that is not registered: it has no owner but the caller, and nothing of it is kept.</summary>
    public Task<Result<T>> UseDraftAsync<T>(
        RequestContext context, string? environment, DataSource definition, string action, Func<SourceInUse, Task<SourceOutcome<T>>> use)
    {
        SourceOutcome<T>? outcome = null;
        return path.ReadAsync<T>(context, action, async caller =>
        {
            var (place, subject) = DataSourceService.Locate(caller, environment, definition.Name);
            if (place.IsRefused)
            {
                return new(place.Refusal, subject);
            }

            using var source = new SourceInUse(definition, id: null, version: 0);
            var answer = await UseAsync(context, caller, place.Value, source, new SecretPurpose(Draft, DefinedBy: null), outcome, use);
            outcome = answer.Outcome;
            return new(answer.Result, subject with { Outcome = answer.Recorded });
        });
    }

    private Task<Result<T>> UseRegisteredAsync<T>(
        RequestContext context, string? environment, string? name, string action, SecretCandidate? candidate,
        Func<SourceInUse, Task<SourceOutcome<T>>> use)
    {
        SourceOutcome<T>? outcome = null;
        return path.ReadAsync<T>(context, action, async caller =>
        {
            var (place, subject) = DataSourceService.Locate(caller, environment, name);
            if (place.IsRefused)
            {
                return new(place.Refusal, subject);
            }

            if (await rows.FindAsync(place.Value.Id, name!) is not { } row || row.Definition() is not { } definition
                || !SourceAuthority.IsVisible(caller, place.Value, definition))
            {
                return new(SourceAuthority.NotFound, subject);
            }

            using var source = new SourceInUse(definition, candidate is null ? row.Id : null, row.Version);
            var purpose = new SecretPurpose($"datasource:{row.Id}", row.OwnerId, row.Id);
            var answer = await UseAsync(context, caller, place.Value, source, purpose, outcome, use, candidate);
            outcome = answer.Outcome;
            return new(answer.Result, subject with { Version = row.Version, Outcome = answer.Recorded });
        });
    }

    /// <summary>
    /// Reads the source once. When access changes meanwhile the path comes here again, and only the rights are checked anew:
    /// a database is not read twice for it.
    /// </summary>
    private async Task<(Result<T> Result, string? Recorded, SourceOutcome<T>? Outcome)> UseAsync<T>(
        RequestContext context, Caller caller, SecretEnvironment place, SourceInUse source, SecretPurpose purpose,
        SourceOutcome<T>? earlier, Func<SourceInUse, Task<SourceOutcome<T>>> use, SecretCandidate? candidate = null)
    {
        var allowed = await authority.MayUseAsync(caller, place, source.Definition, transaction: null);
        if (allowed.Result.Refusal is { } refused)
        {
            return (refused, allowed.Subject.Outcome, earlier);
        }

        foreach (var secret in source.Definition.SecretNames.Where(secret => !source.Has(secret.Name)))
        {
            var used = await secrets.UseAsync(context, place.Id, secret.Name, purpose, candidate?.For(secret.Name));
            if (used.IsRefused)
            {
                return (SourceAuthority.OfSecret(secret, used.Refusal), null, earlier);
            }

            source.Add(secret.Name, used.Value);
        }

        var outcome = earlier ?? await use(source);
        return (outcome.Result, outcome.Recorded, outcome);
    }
}

/// <summary>What reading a source came to.</summary>
/// <param name="Result">What to answer.</param>
/// <param name="Recorded">The outcome to record, where the answer does not say it.</param>
internal sealed record SourceOutcome<T>(Result<T> Result, string? Recorded = null);
