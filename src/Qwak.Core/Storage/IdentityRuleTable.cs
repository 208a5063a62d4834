using System.Data.Common;
using Dapper;
using Qwak.Core.Identity;

namespace Qwak.Core.Storage;

/// <summary>Rules of identity providers.</summary>
internal static class IdentityRuleTable
{
    /// <summary>All of them by id.</summary>
    public static async Task<IReadOnlyList<IdentityRule>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<(string Id, string Name, string Provider, string PrincipalId, string Claims, long CreatedAt, string CreatedBy)>(
                "SELECT id, name, provider, principal_id, claims, created_at, created_by FROM identity_rule"))
            .OrderBy(row => row.Id, StringComparer.Ordinal)
            .Select(row => new IdentityRule(
                row.Id, row.Name, row.Provider, row.PrincipalId, ClaimPattern.Split(row.Claims), StoreTime.From(row.CreatedAt), row.CreatedBy))];

    public static Task InsertAsync(DbConnection connection, IdentityRule rule) => connection.ExecuteAsync(
        "INSERT INTO identity_rule (id, name, provider, principal_id, claims, created_at, created_by)"
        + " VALUES (@Id, @Name, @Provider, @PrincipalId, @claims, @createdAt, @CreatedBy)",
        new
        {
            rule.Id,
            rule.Name,
            rule.Provider,
            rule.PrincipalId,
            claims = ClaimPattern.Join(rule.Claims),
            createdAt = StoreTime.To(rule.CreatedAt),
            rule.CreatedBy,
        });

    public static Task DeleteAsync(DbConnection connection, string name) =>
        connection.ExecuteAsync("DELETE FROM identity_rule WHERE name = @name", new { name });
}
