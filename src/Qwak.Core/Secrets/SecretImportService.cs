using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>Sets many secrets at once: all or none, in one transaction, each with its own audit event.</summary>
internal sealed class SecretImportService(OperationPath path, SecretOptions options, SecretRows rows, SecretWriter writer)
{
    public const int MostSecrets = 500;

    /// <summary>What the import would do to each secret, in the order given; nothing is changed.</summary>
    public Task<Result<SecretImport>> PlanAsync(RequestContext context, string? environment, IReadOnlyList<ImportedSecret> secrets) =>
        path.ReadAsync<SecretImport>(context, AuditActions.SecretImport, async caller =>
        {
            var (targets, subject) = Check(caller, environment, secrets);
            if (targets.IsRefused)
            {
                return new(targets.Refusal, subject);
            }

            var changes = new List<SecretImportChange>();
            foreach (var (target, secret) in targets.Value.Zip(secrets))
            {
                var stored = await rows.FindAsync(target, version: null);
                changes.Add(await writer.PlanAsync(target, stored, secret.Value));
            }

            return new(new SecretImport(Applied: false, changes), subject with { Outcome = AuditEvent.Unchanged });
        });

    /// <summary>Sets them.</summary>
    public Task<Result<SecretImport>> ImportAsync(RequestContext context, string? environment, IReadOnlyList<ImportedSecret> secrets) =>
        path.ChangeAsync<SecretImport>(context, AuditActions.SecretImport, async (caller, transaction) =>
        {
            var (targets, subject) = Check(caller, environment, secrets);
            if (targets.IsRefused)
            {
                return new(targets.Refusal, subject);
            }

            var changes = new List<SecretImportChange>();
            foreach (var (target, secret) in targets.Value.Zip(secrets))
            {
                var stored = await SecretRows.FindUncheckedAsync(transaction, target);
                changes.Add(await writer.PlanAsync(target, stored, secret.Value));
                var set = await writer.SetAsync(
                    transaction, caller, target, subject with { Name = target.Name.Text }, secret.Value, expectedVersion: null);
                if (set.Result.IsRefused)
                {
                    // Thrown, not answered: it takes back those before it.
                    throw new StoreUnavailableException(set.Result.Refusal.Message);
                }

                transaction.Trail.Append(caller.Event(AuditActions.SecretSet, set.Subject));
            }

            return new(new SecretImport(Applied: true, changes), subject);
        });

    private (Result<IReadOnlyList<SecretTarget>> Targets, Subject Subject) Check(
        Caller caller, string? environment, IReadOnlyList<ImportedSecret> secrets)
    {
        var place = caller.Resolve(environment);
        var subject = new Subject(place.Value?.Name);
        if (place.IsRefused)
        {
            return (place.Refusal, subject);
        }

        if (!caller.AllowsSome(Operation.Set, place.Value))
        {
            return (Refusal.Denied("You may not set secrets in this environment."), subject);
        }

        if (secrets.Count is 0 or > MostSecrets)
        {
            return (new Refusal(RefusalCode.InvalidValue, $"An import has 1 to {MostSecrets} secrets."), subject);
        }

        var targets = new List<SecretTarget>();
        foreach (var secret in secrets)
        {
            var (target, _) = SecretTarget.Locate(caller, environment, secret.Name, options.NameRule);
            if (target.IsRefused)
            {
                return (target.Refusal with { Message = $"Secret {targets.Count + 1} of the import: {target.Refusal.Message}" }, subject);
            }

            if (!caller.Allows(Operation.Set, target.Value.Environment, target.Value.Name.Text))
            {
                return (Refusal.Denied($"You may not set '{target.Value.Name.Text}' in this environment."), subject with { Name = target.Value.Name.Text });
            }

            if (secret.Value.RevealUtf8().Length > options.MaximumValueBytes)
            {
                return (options.TooLarge, subject with { Name = target.Value.Name.Text });
            }

            if (targets.Any(other => other.Name == target.Value.Name))
            {
                return (new Refusal(RefusalCode.InvalidName, $"The import names '{target.Value.Name.Text}' twice."), subject);
            }

            targets.Add(target.Value);
        }

        return (targets, subject);
    }
}

/// <summary>A secret of an import.</summary>
internal sealed class ImportedSecret(string? name, SecretValue value) : IDisposable
{
    public string? Name => name;

    public SecretValue Value => value;

    public override string ToString() => $"{name}: [redacted]";

    public void Dispose() => value.Dispose();
}
