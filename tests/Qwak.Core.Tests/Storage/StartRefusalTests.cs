using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Storage;

/// <summary>When the service will not start, it says why and what to do, and leaves what it found as it was.</summary>
public sealed class StartRefusalTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqlitePlace _place = new();

    private string Database => _place.DatabaseFile;

    public async ValueTask InitializeAsync()
    {
        await using var store = await _place.OpenAsync(Scene.Options(Scene.NewTime()));
    }

    public ValueTask DisposeAsync()
    {
        _place.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_directory_that_is_not_ours_is_refused_and_left_alone()
    {
        File.WriteAllText(_folder.File("notes.txt"), "mine");
        Refused(() => DataDirectory.Open(_folder.Path), "is not a data directory of this service", "--data");
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_in_place_of_the_directory_is_refused()
    {
        File.WriteAllText(_folder.File("file"), "mine");
        Refused(() => DataDirectory.Open(_folder.File("file")), "cannot be used", "--data");
    }

    [Fact]
    public void A_directory_in_use_is_refused_until_it_is_free()
    {
        using (DataDirectory.Open(_folder.File("data")))
        {
            Refused(() => DataDirectory.Open(_folder.File("data")), "in use by another process", "Stop that one first");
        }

        DataDirectory.Open(_folder.File("data")).Dispose();
    }

    [Fact]
    public void A_directory_that_cannot_be_read_is_refused()
    {
        Directory.CreateDirectory(_folder.File("closed"));
        File.WriteAllText(_folder.File("closed/lock"), "");
        File.SetUnixFileMode(_folder.File("closed"), UnixFileMode.None);
        try
        {
            Assert.SkipWhen(CanListAnything(_folder.File("closed")), "This user may read every directory.");
            Refused(() => DataDirectory.Open(_folder.File("closed")), "cannot be read or written by this user", "chown");
        }
        finally
        {
            File.SetUnixFileMode(_folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_not_a_byte_of_it_changes()
    {
        File.Delete(Database);
        using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE recipes (name TEXT)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(Database);
        await RefusedAsync("is not a store of this service", "--data");
        Assert.Equal(before, File.ReadAllBytes(Database));
    }

    [Theory]
    [InlineData("Qwak.Core.Storage.Migrations.Sqlite.9999_future.sql", "9999_future.sql")]
    [InlineData("9999", "9999")]
    public async Task A_store_of_a_newer_version_is_refused_and_named(string script, string shown)
    {
        await _place.ExecuteAsync("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES (@script, '2030-01-01')", new { script });
        await RefusedAsync("from a newer version", shown);
    }

    [Fact]
    public async Task A_missing_seal_key_is_refused_with_where_it_was_looked_for()
    {
        File.Delete(SealKey);
        await _place.ExecuteAsync("DELETE FROM store_state WHERE name = 'seal_key_file'");
        await RefusedAsync("The seal's key file is missing", SealKey, "--seal-key-file");
        Assert.False(File.Exists(SealKey));
    }

    [Fact]
    public async Task The_wrong_seal_key_is_refused()
    {
        File.Delete(SealKey);
        PrivateFile.Write(SealKey, "qwak-seal-key-v1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n");
        await RefusedAsync("is not the one that this store is sealed with", "c4cb835a7f7d01a042d6bb7564b22bf1");
    }

    [Theory]
    [InlineData("UPDATE key_encryption_key SET sealed_key = substr(sealed_key, 1, 40)", "was altered or damaged")]
    [InlineData("UPDATE key_encryption_key SET is_active = 0", "backup")]
    [InlineData("UPDATE service_key SET wrapped_key = substr(wrapped_key, 1, 10)", "integrity")]
    [InlineData("DELETE FROM service_key WHERE purpose = 'api-key-hash'", "api-key-hash")]
    [InlineData("DELETE FROM service_key WHERE purpose = 'audit-checkpoint'", "audit-checkpoint")]
    [InlineData("DELETE FROM service_key WHERE purpose = 'access-token-signing'", "access-token-signing")]
    public async Task Damaged_keys_are_refused_in_words(string damage, string said)
    {
        await _place.ExecuteAsync(damage);
        await RefusedAsync(said, "backup");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_the_remedy()
    {
        await File.WriteAllBytesAsync(Database, RandomNumberGenerator.GetBytes(10_000));
        await RefusedAsync("cannot be opened", "backup");
    }

    [Fact]
    public async Task A_file_cut_anywhere_is_refused_with_the_remedy()
    {
        var whole = await File.ReadAllBytesAsync(Database);
        // Random places, and the last page, whose missing end SQLite reads as zeros. A file of one byte is an empty one to SQLite, and a new store.
        var places = Enumerable.Range(0, 20).Select(_ => RandomNumberGenerator.GetInt32(1, whole.Length));
        foreach (var length in places.Append(2).Append(whole.Length - 1000).Append(whole.Length - 1))
        {
            await File.WriteAllBytesAsync(Database, whole[..length]);
            var refusal = await Record.ExceptionAsync(OpenAsync) as StartupException;
            Assert.True(refusal is not null, $"{length} of {whole.Length} bytes were taken for a store.");
            Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(Database, whole);
        await OpenAsync();
    }

    private string SealKey => Path.GetDirectoryName(Database) + ".seal-key";

    private async Task OpenAsync()
    {
        await using var store = await _place.OpenAsync(Scene.Options(Scene.NewTime()));
    }

    private async Task RefusedAsync(params string[] said)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(OpenAsync);
        Assert.All(said, text => Assert.Contains(text, refusal.Message, StringComparison.Ordinal));
    }

    private static void Refused(Action open, params string[] said)
    {
        var refusal = Assert.Throws<StartupException>(open);
        Assert.All(said, text => Assert.Contains(text, refusal.Message, StringComparison.Ordinal));
    }

    private static bool CanListAnything(string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(path).Any();
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
