using System.Data.Common;
using Dapper;
using Qwak.Core.Identity;

namespace Qwak.Core.Storage;

/// <summary>Tokens that were taken, each until what came of it expires. The table has its name from before users signed in with them.</summary>
internal static class OidcLoginTable
{
    /// <summary>False when the token was exchanged before.</summary>
    public static async Task<bool> TryInsertAsync(DbConnection connection, OidcLogin login, byte[] mac) =>
        await connection.ExecuteAsync(
            "INSERT INTO workload_login (id, rule_id, token_hash, expires_at, mac) VALUES (@Id, @RuleId, @TokenHash, @expiresAt, @mac)"
            + " ON CONFLICT (token_hash) DO NOTHING",
            new { login.Id, login.RuleId, login.TokenHash, expiresAt = StoreTime.To(login.ExpiresAt), mac }) == 1;

    public static async Task<(OidcLogin Login, byte[] Mac)?> FindAsync(DbConnection connection, string id)
    {
        var rows = (await connection.QueryAsync<(string RuleId, byte[]? TokenHash, long ExpiresAt, byte[] Mac)>(
            "SELECT rule_id, token_hash, expires_at, mac FROM workload_login WHERE id = @id", new { id })).AsList();
        return rows is [var row] ? (new OidcLogin(id, row.RuleId, row.TokenHash, StoreTime.From(row.ExpiresAt)), row.Mac) : null;
    }

    public static Task RemoveExpiredAsync(DbConnection connection, DateTimeOffset now) =>
        connection.ExecuteAsync("DELETE FROM workload_login WHERE expires_at <= @now", new { now = StoreTime.To(now) });
}
