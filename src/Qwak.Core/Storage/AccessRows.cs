using System.Data.Common;
using Dapper;
using Qwak.Core.Encryption;
using Qwak.Core.Identity;

namespace Qwak.Core.Storage;

/// <summary>All rows that say who may do what, to be read on one snapshot.</summary>
internal sealed record AccessRows(
    IReadOnlyList<(string Id, string Name, string Kind, long DeletedAt)> Principals,
    IReadOnlyList<(string PrincipalId, string EnvironmentId, string? EnvironmentName, string Role)> Roles,
    IReadOnlyList<(string Group, string PrincipalId)> Members,
    IReadOnlyList<StoredPolicy> Policies)
{
    public IReadOnlyList<IdentityProvider> Providers { get; init; } = [];

    public IReadOnlyList<IdentityRule> IdentityRules { get; init; } = [];

    public static async Task<AccessRows> ReadAsync(DbConnection connection) => new(
        [.. (await connection.QueryAsync<(string, string, string, long)>("SELECT id, name, kind, COALESCE(deleted_at, -1) FROM principal"))
            .OrderBy(row => row.Item1, StringComparer.Ordinal)],
        [.. (await connection.QueryAsync<(string, string, string?, string)>(
                "SELECT r.principal_id, r.environment_id, e.name, r.role FROM role_assignment r LEFT JOIN environment e ON e.id = r.environment_id"))
            .OrderBy(row => row.Item1, StringComparer.Ordinal).ThenBy(row => row.Item2, StringComparer.Ordinal)],
        [.. (await connection.QueryAsync<(string, string)>(
                "SELECT g.name, m.principal_id FROM group_member m JOIN principal_group g ON g.id = m.group_id"))
            .OrderBy(row => row.Item1, StringComparer.Ordinal).ThenBy(row => row.Item2, StringComparer.Ordinal)],
        await PolicyTable.ListAsync(connection))
    {
        Providers = await IdentityProviderTable.ListAsync(connection),
        IdentityRules = await IdentityRuleTable.ListAsync(connection),
    };

    /// <summary>All that the seal's MAC covers. Each list has its length before it.</summary>
    public FieldWriter Fields(long revision)
    {
        var fields = new FieldWriter(4096).Text("qwak/access").Number(revision).Number(Principals.Count);
        foreach (var (id, name, kind, deletedAt) in Principals)
        {
            fields.Text(id).Text(name).Text(kind).Number(deletedAt);
        }

        fields.Number(Roles.Count);
        foreach (var (principalId, environmentId, _, role) in Roles)
        {
            fields.Text(principalId).Text(environmentId).Text(role);
        }

        fields.Number(Members.Count);
        foreach (var (group, principalId) in Members)
        {
            fields.Text(group).Text(principalId);
        }

        fields.Number(Policies.Count);
        foreach (var policy in Policies)
        {
            policy.AddTo(fields);
        }

        return Providers.Count == 0 && IdentityRules.Count == 0 ? fields : AddIdentities(fields);
    }

    // Each only where there are any: a store from before there were has its MAC without them.
    private FieldWriter AddIdentities(FieldWriter fields)
    {
        fields.Text("qwak/identity").Number(Providers.Count);
        foreach (var provider in Providers)
        {
            provider.AddTo(fields);
        }

        fields.Number(IdentityRules.Count);
        foreach (var rule in IdentityRules)
        {
            rule.AddTo(fields);
        }

        var clients = Providers.Where(provider => provider.SignIn is not null).ToList();
        if (clients.Count > 0)
        {
            fields.Text("qwak/sign-in").Number(clients.Count);
            foreach (var provider in clients)
            {
                provider.SignIn!.AddTo(fields.Text(provider.Name));
            }
        }

        return fields;
    }
}
