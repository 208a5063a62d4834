using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>What every operation on one secret starts with: find out which is meant, whether the caller may, and whether it is there.</summary>
internal sealed class SecretAccess(SecretOptions options)
{
    /// <summary>
    /// Checks the right before it looks for the secret: for who has none nothing that happens depends on whether it is
    /// there, and so neither does the time (a row that is read and not used can be measured). Who may not even list it
    /// is told that it is missing; the audit event says what is true.
    /// </summary>
    public async Task<Answer<T>> OnSecretAsync<T>(
        Caller caller, string? environment, string? name, Operation operation,
        Func<SecretTarget, Task<StoredSecret?>> find, Func<FoundSecret, Task<Answer<T>>> operate)
    {
        var (target, subject) = SecretTarget.Locate(caller, environment, name, options.NameRule);
        if (target.IsRefused)
        {
            return new(target.Refusal, subject);
        }

        var place = target.Value.Environment;
        if (caller.Grant.BuildId is not null && caller.Grant.Scope.Names?.Contains(target.Value.Name.Text) == false)
        {
            return new(Refusal.Denied($"The build did not declare the secret {target.Value.Name.Text}: add --secret {target.Value.Name.Text}."), subject);
        }

        if (!caller.Allows(operation, place, target.Value.Name.Text))
        {
            // What an administrator does is refused whatever the name, so that the refusal tells nothing of it.
            var refusal = operation == Operation.Admin || caller.Allows(Operation.List, place, target.Value.Name.Text)
                ? Refusal.Denied("You may not do this with this secret.")
                : Refusal.SecretNotFound;
            return new(refusal, subject with { Outcome = QwakErrorCodes.PermissionDenied });
        }

        var stored = await find(target.Value);
        return stored is null ? new(Refusal.SecretNotFound, subject) : await operate(new FoundSecret(place, stored, subject));
    }

    /// <summary>The same for operations that a deleted secret is missing for.</summary>
    public Task<Answer<T>> OnLiveSecretAsync<T>(
        Caller caller, string? environment, string? name, Operation operation,
        Func<SecretTarget, Task<StoredSecret?>> find, Func<FoundSecret, Task<Answer<T>>> operate) =>
        OnSecretAsync(caller, environment, name, operation, find, found => found.Secret.IsDeleted
            ? Task.FromResult<Answer<T>>(new(Refusal.SecretNotFound, found.Subject))
            : operate(found));
}

/// <summary>A secret that an allowed operation found.</summary>
internal sealed record FoundSecret(SecretEnvironment Environment, StoredSecret Stored, Subject Subject)
{
    public Secret Secret => Stored.Secret;

    /// <summary>The subject of a change that left the secret in a new state.</summary>
    public Subject Changed(Secret secret) => Subject with { Row = secret.Row };
}
