using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>
/// Long-lived access tokens, for clients that bring a token instead of an API key (the JFrog login mode). Each is kept
/// as a record, so that it can be revoked like an API key. For administrators.
/// </summary>
internal sealed class AccessTokenService(OperationPath path, Database database, TokenIssuer tokens, CredentialRows rows)
{
    public const int DefaultDays = 30;
    public const int MaximumDescriptionLength = 200;

    /// <param name="context">Who asks.</param>
    /// <param name="user">Whose token it will be; the caller's when null.</param>
    /// <param name="environment">The only environment that it is good in; null or <c>*</c> for all.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="expiresInDays">1 to 3650; 30 when null.</param>
    public Task<Result<(AccessToken Record, IssuedToken Token, string User)>> CreateAsync(
        RequestContext context, string? user, string? environment, string? description, int? expiresInDays) =>
        path.ChangeAsync<(AccessToken, IssuedToken, string)>(context, AuditActions.AccessTokenCreate, async (caller, transaction) =>
        {
            var name = user ?? caller.Grant.Principal.Name;
            var subject = new Subject(caller.RecordedPlace(environment), PrincipalName.Recorded(name));
            if ((caller.RequireAdmin() ?? PrincipalName.Problem(name) ?? Lifetimes.Problem(expiresInDays) ?? Problem(description)) is { } refusal)
            {
                return new(refusal, subject);
            }

            var place = caller.FindEnvironment(environment);
            if (place.IsRefused)
            {
                return new(place.Refusal, subject);
            }

            if (await PrincipalTable.FindByNameAsync(transaction.Connection, name) is not { } principal)
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such user."), subject);
            }

            var expiresAt = DateTimeOffset.FromUnixTimeSeconds(caller.Now.AddDays(expiresInDays ?? DefaultDays).ToUnixTimeSeconds());
            var environmentId = place.Value == Roles.AllEnvironments ? null : place.Value;
            var record = new AccessToken(RandomId.New(), principal.Id, environmentId, description, caller.Now, expiresAt, null);
            await rows.InsertAsync(transaction.Connection, record);
            var issued = new IssuedToken(tokens.Create(principal.Id, Credentials.OfAccessToken(record.Id), expiresAt), expiresAt);
            return new((record, issued, principal.Name), subject with { Name = record.Id, Row = record.Row });
        });

    public Task<Result<AccessTokenProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<AccessTokenProperties[]>(context, AuditActions.AccessTokenList, async caller =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            var (all, names) = await database.ReadAsync(async connection =>
                (await AccessTokenTable.ListAsync(connection), await PrincipalTable.NamesAsync(connection)));
            return all.Select(token => new AccessTokenProperties(
                token.Id, names[token.PrincipalId], caller.EnvironmentName(token.EnvironmentId), token.Description, token.CreatedAt,
                token.ExpiresAt, token.RevokedAt)).ToArray();
        });

    public Task<Result<Done>> RevokeAsync(RequestContext context, string id) =>
        path.ChangeAsync<Done>(context, AuditActions.AccessTokenRevoke, async (caller, transaction) =>
        {
            var subject = new Subject(Name: RecordedName.OfId(id));
            if (caller.RequireAdmin() is { } refusal)
            {
                return new(refusal, subject);
            }

            if (await AccessTokenTable.FindAsync(transaction.Connection, id) is not { } token)
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such access token."), subject);
            }

            if (token.RevokedAt is null)
            {
                subject = subject with { Row = (await rows.RevokeAsync(transaction.Connection, token, caller.Now)).Row };
            }

            await transaction.RaiseChangeCounterAsync();
            return new(default(Done), subject);
        });

    private static Refusal? Problem(string? description) =>
        description is null || (description.Length <= MaximumDescriptionLength && !description.Any(char.IsControl))
            ? null
            : new Refusal(RefusalCode.InvalidValue, $"A description has at most {MaximumDescriptionLength} characters, without control characters.");
}
