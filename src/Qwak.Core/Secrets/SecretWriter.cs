using System.Data.Common;
using Qwak.Core.Access;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>Makes versions, inside the transaction of a set that was authorised.</summary>
internal sealed class SecretWriter(Keyring keyring, EncryptionOptions options)
{
    public async Task<Answer<SetSecretResult>> SetAsync(
        DbConnection connection, Caller caller, SecretTarget target, Subject subject, SecretValue value, int? expectedVersion)
    {
        var secret = await SecretTable.FindAsync(connection, target.Environment.Id, target.Name.Text);
        var current = secret is null or { IsDeleted: true } ? 0 : secret.CurrentVersion;
        if (expectedVersion is { } expected && expected != current)
        {
            return new(new Refusal(RefusalCode.VersionConflict, $"The current version is {current}, not {expected}."), subject);
        }

        if (secret is { IsDeleted: false } && await IsCurrentValueAsync(connection, secret, value))
        {
            return new(
                new SetSecretResult(secret.Properties(target.Environment), Unchanged: true),
                subject with { Version = current, Outcome = "unchanged" });
        }

        if (!await KeyEncryptionKeyTable.CountUseAsync(connection, keyring.Active.Id, options.MaximumKeyUses))
        {
            return new(Refusal.Unavailable("The encryption key has reached the bound of its uses. Rotate it."), subject);
        }

        var next = Next(caller, target, secret);
        await (secret is null ? SecretTable.InsertAsync(connection, next) : SecretTable.UpdateAsync(connection, next));
        var sealedVersion = Envelope.Seal(keyring.Active, next.Place(next.CurrentVersion), value.RevealUtf8());
        await SecretVersionTable.InsertAsync(connection, next, sealedVersion);
        return new(
            new SetSecretResult(next.Properties(target.Environment), Unchanged: false), subject with { Version = next.CurrentVersion });
    }

    private static Secret Next(Caller caller, SecretTarget target, Secret? secret)
    {
        var author = caller.Grant.Principal.Name;
        return secret is null
            ? new Secret(RandomId.New(), target.Environment.Id, target.Name.Text, 1, caller.Now, author, caller.Now, author, null)
            : secret with { CurrentVersion = secret.CurrentVersion + 1, UpdatedAt = caller.Now, UpdatedBy = author, DeletedAt = null };
    }

    private async Task<bool> IsCurrentValueAsync(DbConnection connection, Secret secret, SecretValue value)
    {
        try
        {
            var stored = await SecretVersionTable.FindAsync(connection, secret.Id, secret.CurrentVersion);
            using var current = stored is null ? null : Envelope.Open(keyring, secret.Place(secret.CurrentVersion), stored);
            return value.Equals(current);
        }
        catch (IntegrityException)
        {
            // A damaged value must not keep its owner from setting a good one.
            return false;
        }
    }
}
