using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Encryption;

/// <summary>Random single bits flipped in what is stored: each is found at the next read, and nothing else suffers.</summary>
public abstract class BitFlipSuite : StoreSuite
{
    private const int Victims = 100;
    private const int Others = 20;

    [Fact]
    public async Task No_flipped_bit_of_a_ciphertext_or_a_wrapped_key_yields_a_value()
    {
        for (var i = 0; i < Victims + Others; i++)
        {
            (await Admin.SetAsync(Name(i), Text(i))).Good();
        }

        var flips = 0;
        for (var all = FullRun.Count(1_000, 10_000); flips < all; flips += Victims)
        {
            await using var connection = Scene.Place.Connect();
            var rows = (await connection.QueryAsync<(string Id, string Name, byte[] Key, byte[] Text)>(
                "SELECT s.id, s.name, v.wrapped_dek, v.ciphertext FROM secret s JOIN secret_version v ON v.secret_id = s.id")).ToDictionary(row => row.Name);
            for (var i = 0; i < Victims; i++)
            {
                var row = rows[Name(i)];
                await WriteAsync(connection, row.Id, RandomNumberGenerator.GetInt32(2) == 0 ? (Flip(row.Key), row.Text) : (row.Key, Flip(row.Text)));
            }

            var answers = await Task.WhenAll(Enumerable.Range(0, Victims + Others).Select(i => Admin.ReadAsync(Name(i))));
            Assert.All(answers.Take(Victims), answer => Assert.Equal("<integrity_failure>", answer));
            Assert.Equal(Enumerable.Range(Victims, Others).Select(Text), answers.Skip(Victims));
            for (var i = 0; i < Victims; i++)
            {
                await WriteAsync(connection, rows[Name(i)].Id, (rows[Name(i)].Key, rows[Name(i)].Text));
            }
        }

        Assert.Equal(
            Enumerable.Range(0, Victims + Others).Select(Text),
            await Task.WhenAll(Enumerable.Range(0, Victims + Others).Select(i => Admin.ReadAsync(Name(i)))));
        Assert.Equal(flips, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM audit_event WHERE outcome = 'integrity_failure'"));
    }

    [Theory]
    [InlineData("key_encryption_key", "sealed_key")]
    [InlineData("service_key", "wrapped_key")]
    public async Task A_flipped_bit_of_a_stored_key_keeps_the_store_closed_with_a_remedy(string table, string column)
    {
        (await Admin.SetAsync(Name(0), Text(0))).Good();
        var id = (await Scene.Place.QueryAsync<string>($"SELECT id FROM {table}"))[0];
        var good = await Scene.Place.ScalarAsync<byte[]>($"SELECT {column} FROM {table} WHERE id = @id", new { id });
        for (var i = 0; i < FullRun.Count(10, 300); i++)
        {
            await Scene.Place.ExecuteAsync($"UPDATE {table} SET {column} = @bytes WHERE id = @id", new { id, bytes = Flip(good) });
            var refusal = await Assert.ThrowsAsync<StartupException>(() => Scene.RestartAsync());
            Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
            await Scene.Place.ExecuteAsync($"UPDATE {table} SET {column} = @good WHERE id = @id", new { id, good });
        }

        await Scene.RestartAsync();
        Assert.Equal(Text(0), await Admin.ReadAsync(Name(0)));
    }

    private static string Name(int i) => $"secret-{i}";

    private static string Text(int i) => $"value {i} " + new string('v', i * 7);

    private static byte[] Flip(byte[] bytes)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[RandomNumberGenerator.GetInt32(bytes.Length)] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));
        return flipped;
    }

    private static async Task WriteAsync(System.Data.Common.DbConnection connection, string id, (byte[] Key, byte[] Text) row) =>
        await connection.ExecuteAsync(
            (connection is SqliteConnection ? "PRAGMA synchronous=OFF; " : "") + "UPDATE secret_version SET wrapped_dek = @Key, ciphertext = @Text WHERE secret_id = @id",
            new { id, row.Key, row.Text });
}

public sealed class BitFlipsOnSqlite : BitFlipSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}

public sealed class BitFlipsOnPostgreSql : BitFlipSuite
{
    private protected override StorePlace NewPlace() => new PostgreSql.PostgreSqlPlace();
}
