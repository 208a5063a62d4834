using System.Data.Common;
using Dapper;

namespace Qwak.Core.Storage;

/// <summary>The change counter: raised by every change of who may do what.</summary>
internal static class ChangeCounterTable
{
    public static Task<long> ReadAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>("SELECT value FROM change_counter WHERE id = 1");

    public static Task RaiseAsync(DbConnection connection) =>
        connection.ExecuteAsync("UPDATE change_counter SET value = value + 1 WHERE id = 1");
}
