using System.Text;
using Microsoft.Data.Sqlite;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>All rows of a store, to see that bad input changed none: only the audit trail may grow, and what is counted from it.</summary>
internal sealed record StoredRows(string Rows, string Trail)
{
    public static StoredRows Of(ServerFixture server)
    {
        using var connection = new SqliteConnection($"Data Source={server.DatabaseFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var tables = Select(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit_%' AND name NOT LIKE 'secret_usage%' ORDER BY name");
        return new StoredRows(
            string.Join('\n', tables.Select(table => $"{table}: {string.Join('\n', Select(connection, $"SELECT * FROM \"{table}\" ORDER BY 1, 2"))}")),
            string.Join('\n', Select(connection, "SELECT * FROM audit_event ORDER BY writer, sequence")));
    }

    public void AssertUnchanged(ServerFixture server)
    {
        var now = Of(server);
        Assert.Equal(Rows, now.Rows);
        Assert.StartsWith(Trail, now.Trail, StringComparison.Ordinal);
    }

    private static List<string> Select(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            var row = new StringBuilder();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                row.Append(i == 0 ? "" : "|").Append(reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(i));
            }

            rows.Add(row.ToString());
        }

        return rows;
    }
}
