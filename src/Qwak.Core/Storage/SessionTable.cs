using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

internal static class SessionTable
{
    public static Task InsertAsync(DbConnection connection, Session session, byte[] mac) => connection.ExecuteAsync(
        "INSERT INTO ui_session (id, principal_id, credential, expires_at, mac) VALUES (@Id, @PrincipalId, @Credential, @expiresAt, @mac)",
        new { session.Id, session.PrincipalId, session.Credential, expiresAt = StoreTime.To(session.ExpiresAt), mac });

    public static async Task<(Session Session, byte[] Mac)?> FindAsync(DbConnection connection, string id)
    {
        var rows = (await connection.QueryAsync<(string PrincipalId, string Credential, long ExpiresAt, byte[] Mac)>(
            "SELECT principal_id, credential, expires_at, mac FROM ui_session WHERE id = @id", new { id })).AsList();
        return rows is [var row] ? (new Session(id, row.PrincipalId, row.Credential, StoreTime.From(row.ExpiresAt)), row.Mac) : null;
    }

    public static Task RemoveAsync(DbConnection connection, string id, string principalId) =>
        connection.ExecuteAsync("DELETE FROM ui_session WHERE id = @id AND principal_id = @principalId", new { id, principalId });

    public static Task RemoveAllOfAsync(DbConnection connection, string principalId) =>
        connection.ExecuteAsync("DELETE FROM ui_session WHERE principal_id = @principalId", new { principalId });

    public static Task RemoveExpiredAsync(DbConnection connection, DateTimeOffset now) =>
        connection.ExecuteAsync("DELETE FROM ui_session WHERE expires_at <= @now", new { now = StoreTime.To(now) });
}
