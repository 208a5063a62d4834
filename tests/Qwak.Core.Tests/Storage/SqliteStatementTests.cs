using Microsoft.Data.Sqlite;
using Qwak.Core.Storage;

namespace Qwak.Core.Tests.Storage;

/// <summary>Statements without the provider write and read what it does.</summary>
public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteStatementTests()
    {
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT, number INTEGER, bytes BLOB, needed TEXT NOT NULL)";
        create.ExecuteNonQuery();
    }

    public static TheoryData<string?, long?, byte[]?> Values() => new()
    {
        { "aws-api-key", 1, [1, 2, 3] },
        { "", 0, [] },
        { null, null, null },
        { "with a \0 in it", long.MaxValue, [0, 0] },
        { "ä€😀" + new string('€', 1000), long.MinValue, new byte[100_000] },
        { new string('x', 85), -1, [255] },
        { new string('x', 86), -1, [255] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_are_kept(string? text, long? number, byte[]? bytes)
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO kept (text, number, bytes, needed) VALUES (@a, @b, @c, @d)");
        insert.Execute(text, number, bytes, "x");

        using var select = new SqliteStatement(_connection, "SELECT text, number, bytes FROM kept WHERE needed = @needed");
        using (var row = select.Query("x"))
        {
            Assert.True(row.IsThere);
            Assert.Equal((text, number), (row.TextOrNull(0), row.NumberOrNull(1)));
            Assert.Equal(bytes, row.BytesOrNull(2));
        }

        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT typeof(text), typeof(number), typeof(bytes), text, bytes FROM kept";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal(
            (text is null ? "null" : "text", number is null ? "null" : "integer", bytes is null ? "null" : "blob"),
            (reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        Assert.Equal(text, reader.IsDBNull(3) ? null : reader.GetString(3));
        Assert.Equal(bytes, reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4));
    }

    [Fact]
    public void What_is_not_there_is_no_row()
    {
        using var select = new SqliteStatement(_connection, "SELECT id FROM kept WHERE id = @id");
        using var row = select.Query(7L);
        Assert.False(row.IsThere);
    }

    [Fact]
    public void A_run_that_fails_says_why_and_the_next_one_passes()
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO kept (id, needed) VALUES (@id, @needed)");
        var missing = Assert.Throws<SqliteException>(() => insert.Execute(1, null));
        Assert.Equal(19, missing.SqliteErrorCode);
        insert.Execute(1, "x");
        Assert.Equal(19, Assert.Throws<SqliteException>(() => insert.Execute(1, "x")).SqliteErrorCode);
        insert.Execute(2, "x");

        using var count = new SqliteStatement(_connection, "SELECT COUNT(*) FROM kept");
        using var row = count.Query();
        Assert.Equal(2, row.Number(0));
    }

    [Fact]
    public void What_is_no_statement_is_refused() =>
        Assert.Throws<SqliteException>(() => new SqliteStatement(_connection, "SELECT nothing FROM nowhere"));

    [Fact]
    public void Nothing_that_was_bound_stays()
    {
        using var echo = new SqliteStatement(_connection, "SELECT @a, @b");
        using (echo.Query("first", 1))
        {
        }

        using var row = echo.Query("second");
        Assert.Equal(("second", true), (row.Text(0), row.IsNull(1)));
    }

    public void Dispose() => _connection.Dispose();
}
