using System.IO.Compression;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Storage;

/// <summary>Stores that were made when the schema was an earlier one, kept by <c>tests/keep-store</c>: all that was in them holds in this release.</summary>
public sealed class KeptStoresTests
{
    private const string Columns =
        """
        SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type IN ('table', 'index') UNION ALL SELECT m.type || ' ' || m.name FROM sqlite_master m ORDER BY 1
        """;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "kept");

    public static TheoryData<string> Kept => [.. Directory.EnumerateFiles(Folder, "*.zip").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void One_of_the_present_schema_is_kept_for_the_releases_to_come() =>
        Assert.True(File.Exists(Path.Combine(Folder, Database.Schema + ".zip")), $"Run tests/keep-store: there is no store of {Database.Schema}.");

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_store_of_an_earlier_schema_opens_and_all_that_was_in_it_holds(string schema)
    {
        using var folder = new TemporaryFolder();
        await ZipFile.ExtractToDirectoryAsync(Path.Combine(Folder, schema + ".zip"), folder.Path);
        var time = new FakeTimeProvider(StoreTime.From(await QueryAsync<long>(folder, "SELECT MAX(time) FROM audit_event")).AddDays(1));
        using var directory = DataDirectory.Open(folder.File("data"));
        await using var store = await Store.OpenAsync(
            directory, Scene.Options(time) with { AdminKeyFile = directory.File("admin-api-key") }, NullLoggerFactory.Instance);

        var admin = await Scene.LoginToAsync(store, Key("data/admin-api-key"));
        Assert.Equal("first second third third", $"{await admin.ReadAsync("kept-secret", 1)} {await admin.ReadAsync("kept-secret", 2)} {await admin.ReadAsync("kept-secret", 3)} {await admin.ReadAsync("kept-secret")}");
        Assert.Equal("not_found", (await admin.GetAsync("kept-deleted")).Code());
        Assert.Equal("unauthenticated", (await store.Authenticator.AuthenticateAsync(Key("revoked-api-key"), User.Origin)).Code());

        var reader = await Scene.LoginToAsync(store, Key("reader-api-key"));
        Assert.Equal("third", await reader.ReadAsync("kept-secret"));
        Assert.Equal("permission_denied", (await reader.SetAsync("kept-secret", "fourth")).Code());
        var hasPolicies = string.CompareOrdinal(schema, "0008") > 0;
        Assert.Equal(hasPolicies ? "permission_denied" : "", (await reader.GetAsync("kept-denied")) is { IsRefused: true } refused ? refused.Code() : "");

        Assert.Equal(4, (await admin.SetAsync("kept-secret", "fourth")).Good().Properties.Version);
        (await admin.RestoreAsync("kept-deleted")).Good();
        Assert.Equal("deleted", await admin.ReadAsync("kept-deleted"));
        Assert.True((await (await store.Audit.VerifyAsync(admin.Context)).Good().RunAsync()).IsGood);

        string Key(string file) => File.ReadAllText(folder.File(file)).Trim();
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Brought_up_to_date_it_has_the_schema_of_a_new_store(string schema)
    {
        using var folder = new TemporaryFolder();
        await ZipFile.ExtractToDirectoryAsync(Path.Combine(Folder, schema + ".zip"), folder.Path);
        using (var directory = DataDirectory.Open(folder.File("data")))
        {
            Database.Open(new SqliteDialect(directory.DatabaseFile), NullLogger.Instance).Dispose();
        }

        using var place = new SqlitePlace();
        await (await place.OpenAsync(Scene.Options(Scene.NewTime()))).DisposeAsync();
        await using var fresh = place.Connect();
        Assert.Equal(await fresh.QueryAsync<string>(Columns), await ConnectAsync(folder, connection => connection.QueryAsync<string>(Columns)));
    }

    private static Task<T> QueryAsync<T>(TemporaryFolder folder, string sql) => ConnectAsync(folder, connection => connection.QuerySingleAsync<T>(sql));

    private static async Task<T> ConnectAsync<T>(TemporaryFolder folder, Func<SqliteConnection, Task<T>> query)
    {
        await using var connection = new SqliteConnection($"Data Source={folder.File("data/store.db")};Pooling=False");
        return await query(connection);
    }
}
