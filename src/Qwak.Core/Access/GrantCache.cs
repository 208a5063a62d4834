using System.Collections.Concurrent;
using System.Data.Common;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>
/// Grants by credential, each good only under the change counter it was read at. It may hand out one that has just
/// become stale: the commit of the operation's event finds out, and the operation is authorised again.
/// </summary>
internal sealed class GrantCache(Database database, CommitQueue commits, AccessSeal seal, CredentialRows rows)
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<string, Grant> _grants = new();
    private volatile AccessRules? _rules;

    /// <exception cref="Encryption.IntegrityException">What says who may do what was altered.</exception>
    public async ValueTask<Grant?> FindAsync(string credential)
    {
        if (_grants.TryGetValue(credential, out var cached) && cached.ChangeCounter == commits.ChangeCounter)
        {
            return cached;
        }

        var grant = await database.ReadSnapshotAsync(async connection =>
            await GrantTable.FindAsync(connection, credential, await RulesAsync(connection)) is { } found
                ? found with { IsAltered = await rows.IsAlteredAsync(connection, credential) }
                : null);
        if (grant is null)
        {
            _grants.TryRemove(credential, out _);
            return null;
        }

        if (_grants.Count >= Capacity)
        {
            _grants.Clear();
        }

        return _grants[credential] = grant;
    }

    /// <summary>What a principal may do now, whatever credential they have; nothing once they are deleted.</summary>
    /// <exception cref="Encryption.IntegrityException">What says who may do what was altered.</exception>
    public Task<Permissions> PermissionsAsync(string principalId) => database.ReadSnapshotAsync(async connection =>
        await PrincipalTable.FindAsync(connection, principalId) is { } principal ? (await RulesAsync(connection)).Permissions(principal) : Permissions.None);

    /// <summary>The rules, and the change counter that they are as of.</summary>
    /// <exception cref="Encryption.IntegrityException">What says who may do what was altered.</exception>
    public Task<(long ChangeCounter, AccessRules Rules)> RulesAsync() => database.ReadSnapshotAsync(async connection =>
        (await ChangeCounterTable.ReadAsync(connection), await RulesAsync(connection)));

    private async Task<AccessRules> RulesAsync(DbConnection connection) =>
        _rules is { } cached && cached.Revision == await AccessSeal.RevisionAsync(connection)
            ? cached
            : _rules = await seal.ReadAsync(connection);
}
