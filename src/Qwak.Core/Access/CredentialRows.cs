using System.Data.Common;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Credentials' rows checked against their MAC, and written with a new one.</summary>
internal sealed class CredentialRows(RowMacs macs)
{
    public Task InsertAsync(DbConnection connection, ApiKey key) => ApiKeyTable.InsertAsync(connection, key, macs.Of(key.Fields()));

    public Task InsertAsync(DbConnection connection, AccessToken token) =>
        AccessTokenTable.InsertAsync(connection, token, macs.Of(token.Fields()));

    /// <summary>Revokes a key, whatever state its row was brought into, beyond the revision of its last event.</summary>
    public async Task<ApiKey> RevokeAsync(DbConnection connection, ApiKey key, DateTimeOffset now)
    {
        var seal = await RowSeal.FindAsync(connection, ApiKeyTable.Name, key.Id);
        var revoked = key with { RevokedAt = now, Revision = seal.NextRevision(key.Revision) };
        await ApiKeyTable.RevokeAsync(connection, revoked, macs.Of(revoked.Fields()));
        return revoked;
    }

    /// <summary>The same for an access token.</summary>
    public async Task<AccessToken> RevokeAsync(DbConnection connection, AccessToken token, DateTimeOffset now)
    {
        var seal = await RowSeal.FindAsync(connection, AccessTokenTable.Name, token.Id);
        var revoked = token with { RevokedAt = now, Revision = seal.NextRevision(token.Revision) };
        await AccessTokenTable.RevokeAsync(connection, revoked, macs.Of(revoked.Fields()));
        return revoked;
    }

    /// <summary>Revokes all good keys and tokens of a principal; each row's change wants an event.</summary>
    public async Task<IReadOnlyList<(string Action, RowRevision Row)>> RevokeAllOfAsync(DbConnection connection, string principalId, DateTimeOffset now)
    {
        var changes = new List<(string, RowRevision)>();
        foreach (var key in (await ApiKeyTable.ListOfAsync(connection, principalId)).Where(key => key.RevokedAt is null))
        {
            changes.Add((AuditActions.ApiKeyRevoke, (await RevokeAsync(connection, key, now)).Row));
        }

        foreach (var token in (await AccessTokenTable.ListAsync(connection)).Where(token => token.PrincipalId == principalId && token.RevokedAt is null))
        {
            changes.Add((AuditActions.AccessTokenRevoke, (await RevokeAsync(connection, token, now)).Row));
        }

        return changes;
    }

    /// <summary>Whether the row of a credential was altered, or is older than its last event: a revoked key put back as it was before.</summary>
    public async Task<bool> IsAlteredAsync(DbConnection connection, string credential)
    {
        if (Credentials.BuildId(credential) is { } buildId)
        {
            return await ModelBuildTable.FindAsync(connection, buildId) is { } build
                && (!macs.IsGood(build.Fields(), revision: 0, new RowSeal { Mac = await ModelBuildTable.MacAsync(connection, buildId) })
                    || await IsAlteredAsync(connection, build.Credential));
        }

        if (Credentials.OidcLoginId(credential) is { } loginId)
        {
            return await OidcLoginTable.FindAsync(connection, loginId) is var (login, mac)
                && !macs.IsGood(login.Fields(), revision: 0, new RowSeal { Mac = mac });
        }

        if (Credentials.ApiKeyId(credential) is { } keyId)
        {
            return await ApiKeyTable.FindAsync(connection, keyId) is { } key
                && !macs.IsGood(key.Fields(), key.Revision, await RowSeal.FindAsync(connection, ApiKeyTable.Name, key.Id));
        }

        return Credentials.AccessTokenId(credential) is { } tokenId
            && await AccessTokenTable.FindAsync(connection, tokenId) is { } token
            && !macs.IsGood(token.Fields(), token.Revision, await RowSeal.FindAsync(connection, AccessTokenTable.Name, token.Id));
    }
}
