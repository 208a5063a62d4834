using System.Data.Common;
using System.Text;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>API keys: generated once, listed without their text, revoked at once. For administrators.</summary>
internal sealed class ApiKeyService(OperationPath path, Database database, ServiceKeys keys, CredentialRows rows, Users users)
{
    /// <summary>Makes a key for a user, who is created with the role when there is none of that name.</summary>
    public Task<Result<GeneratedKey>> GenerateAsync(RequestContext context, ApiKeyRequest request) =>
        path.ChangeAsync<GeneratedKey>(context, AuditActions.ApiKeyGenerate, async (caller, transaction) =>
        {
            var subject = new Subject(caller.RecordedPlace(request.Environment), PrincipalName.Recorded(request.User));
            if ((caller.RequireAdmin() ?? request.Problem()) is { } refusal)
            {
                return new(refusal, subject);
            }

            var environment = caller.FindEnvironment(request.Environment);
            if (environment.IsRefused)
            {
                return new(environment.Refusal, subject);
            }

            subject = subject with { Environment = request.Environment };

            var connection = transaction.Connection;
            var environmentId = environment.Value == Roles.AllEnvironments ? null : environment.Value;
            var principal = await users.FindOrCreateAsync(transaction, caller, request.User!, environment.Value, request.Role);
            if (principal.IsRefused)
            {
                return new(principal.Refusal, subject);
            }

            var live = (await ApiKeyTable.ListOfAsync(connection, principal.Value.Id))
                .Where(key => key.EnvironmentId == environmentId && key.IsGood(caller.Now)).ToList();
            if (live.Count > 0 && !request.Force)
            {
                return new(new Refusal(RefusalCode.AlreadyExists, "The user has an API key already; --force revokes it and makes another."), subject);
            }

            foreach (var old in live)
            {
                var revoked = await rows.RevokeAsync(connection, old, caller.Now);
                transaction.Trail.Append(caller.Event(AuditActions.ApiKeyRevoke, subject with { Name = old.Id, Row = revoked.Row }));
            }

            var key = await InsertAsync(connection, keys, rows, principal.Value, environmentId, caller.Now, request.ExpiresAt(caller.Now));
            await transaction.RaiseChangeCounterAsync();
            return new(key, subject with { Name = key.Id, Row = new RowRevision(key.Id, 1) });
        });

    public Task<Result<ApiKeyProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<ApiKeyProperties[]>(context, AuditActions.ApiKeyList, async caller =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            var (all, names) = await database.ReadAsync(async connection =>
                (await ApiKeyTable.ListAsync(connection), await PrincipalTable.NamesAsync(connection)));
            return all.Select(key => new ApiKeyProperties(
                key.Id, names[key.PrincipalId], caller.EnvironmentName(key.EnvironmentId), key.CreatedAt, key.ExpiresAt, key.RevokedAt)).ToArray();
        });

    public Task<Result<Done>> RevokeAsync(RequestContext context, string id) =>
        path.ChangeAsync<Done>(context, AuditActions.ApiKeyRevoke, async (caller, transaction) =>
        {
            var subject = new Subject(Name: RecordedName.OfId(id));
            if (caller.RequireAdmin() is { } refusal)
            {
                return new(refusal, subject);
            }

            if (await ApiKeyTable.FindAsync(transaction.Connection, id) is not { } key)
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such API key."), subject);
            }

            if (key.RevokedAt is null)
            {
                subject = subject with { Row = (await rows.RevokeAsync(transaction.Connection, key, caller.Now)).Row };
            }

            await transaction.RaiseChangeCounterAsync();
            return new(default(Done), subject);
        });

    /// <summary>Makes and stores a key; the first one of a store is made this way too.</summary>
    internal static async Task<GeneratedKey> InsertAsync(
        DbConnection connection, ServiceKeys keys, CredentialRows rows, Principal principal, string? environmentId, DateTimeOffset now,
        DateTimeOffset? expiresAt)
    {
        var id = RandomId.New();
        var text = ApiKeyText.New(id);
        var hash = keys.HashApiKey(Encoding.UTF8.GetBytes(text));
        await rows.InsertAsync(connection, new ApiKey(id, principal.Id, environmentId, hash, now, expiresAt, null));
        return new GeneratedKey(id, text, principal.Name, environmentId, expiresAt);
    }
}
