using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Storage;

/// <summary>First and later starts on a directory of their own, without the copy that other tests start from.</summary>
public sealed class FirstStartTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_makes_everything_once_and_the_second_finds_it()
    {
        var before = await StartAsync(store => Task.FromResult((
            store.Id, Kids: string.Join(',', store.Tokens.Jwks.Select(k => k.Kid)), Key: store.AdminKey!.Text, store.SealKeyFile)));
        Assert.Equal(Data + ".seal-key", before.SealKeyFile);
        Assert.Equal(before.Key + "\n", File.ReadAllText(Path.Combine(Data, "admin-api-key")));

        var after = await StartAsync(async store =>
        {
            Assert.Null(store.AdminKey);
            (await store.Authenticator.AuthenticateAsync(before.Key, User.Origin)).Good();
            return (store.Id, Kids: string.Join(',', store.Tokens.Jwks.Select(k => k.Kid)));
        });
        Assert.Equal((before.Id, before.Kids), after);
    }

    [Fact]
    public async Task What_it_makes_belongs_to_the_owner_alone()
    {
        await StartAsync(store =>
        {
            Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
            Assert.Equal(Private, File.GetUnixFileMode(store.SealKeyFile!));
            Assert.All(
                new[] { "store.db", "store.db-wal", "store.db-shm", "lock", "admin-api-key" },
                name => Assert.Equal((name, Private), (name, File.GetUnixFileMode(Path.Combine(Data, name)))));
            return Task.FromResult(0);
        });
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.new", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_empty_directory_is_taken_and_closed_to_others()
    {
        Directory.CreateDirectory(Data, Private | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await StartAsync(_ => Task.FromResult(0));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
    }

    [Fact]
    public async Task A_first_start_that_breaks_off_before_its_commit_is_repeated()
    {
        var broken = Options() with { AdminKeyFile = _folder.File("no-such-folder/admin-api-key") };
        await Assert.ThrowsAsync<StartupException>(() => StartAsync(_ => Task.FromResult(0), broken));

        var key = await StartAsync(store => Task.FromResult(store.AdminKey!.Text));
        await StartAsync(async store => (await store.Authenticator.AuthenticateAsync(key, User.Origin)).Good());
    }

    [Fact]
    public async Task A_start_that_broke_off_before_the_schema_is_repeated()
    {
        Directory.CreateDirectory(Data);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA application_id={SqliteDialect.ApplicationId}";
            command.ExecuteNonQuery();
        }

        Assert.NotNull(await StartAsync(store => Task.FromResult(store.AdminKey)));
    }

    [Fact]
    public async Task The_keys_that_the_first_start_wraps_are_counted_as_uses_of_the_key()
    {
        await StartAsync(_ => Task.FromResult(0));
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT uses - (SELECT count(*) FROM service_key) FROM key_encryption_key";
        Assert.Equal(0L, command.ExecuteScalar());
    }

    [Fact]
    public async Task The_seal_key_is_found_where_it_was_when_the_store_was_made()
    {
        var elsewhere = _folder.File("elsewhere/seal-key");
        await StartAsync(_ => Task.FromResult(0), Options() with { Seal = new() { KeyFile = elsewhere } });
        Assert.Equal(elsewhere, await StartAsync(store => Task.FromResult(store.SealKeyFile)));
        Assert.False(File.Exists(Data + ".seal-key"));
    }

    [Fact]
    public async Task The_admin_key_is_an_api_key_as_the_existing_cli_knows_them()
    {
        var key = await StartAsync(store => Task.FromResult(store.AdminKey!));
        Assert.True(key.Text.Length >= 60 && key.Text.Contains('@'));
        Assert.Equal(key.Id, ApiKeyText.Id(key.Text));
        Assert.DoesNotContain(key.Text, key.ToString(), StringComparison.Ordinal);
    }

    private StoreOptions Options() => Scene.Options(Scene.NewTime()) with { AdminKeyFile = Path.Combine(Data, "admin-api-key") };

    private async Task<T> StartAsync<T>(Func<Store, Task<T>> use, StoreOptions? options = null)
    {
        using var directory = DataDirectory.Open(Data);
        await using var store = await Store.OpenAsync(directory, options ?? Options(), NullLoggerFactory.Instance);
        return await use(store);
    }
}
