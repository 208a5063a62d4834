using System.Data.Common;
using Dapper;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Somebody who can write to the store puts one old row back, or edits one: it is refused, and nothing else is.</summary>
public abstract class RowRollbackSuite : StoreSuite
{
    [Fact]
    public async Task An_old_row_of_a_secret_is_refused_until_it_is_set_again()
    {
        await SetAsync("some-secret", "one", "two");
        await SetAsync("another-one", "untouched");
        var old = await TakeAsync("secret", "name = 'some-secret'");
        await SetAsync("some-secret", "three");
        await PutBackAsync("secret", old);

        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret", version: 1));
        Assert.Equal("integrity_failure", (await Admin.PropertiesAsync("some-secret")).Code());
        Assert.Equal("integrity_failure", (await Admin.VersionsAsync("some-secret")).Code());
        Assert.Equal("integrity_failure", (await Admin.DeleteAsync("some-secret")).Code());
        Assert.Equal("integrity_failure", (await Scene.LastEventAsync()).Outcome);
        Assert.Equal("untouched", await Admin.ReadAsync("another-one"));

        Assert.Equal(4, (await Admin.SetAsync("some-secret", "four")).Good().Properties.Version);
        Assert.Equal(("four", "<not_found>"), (await Admin.ReadAsync("some-secret"), await Admin.ReadAsync("some-secret", 3)));
    }

    [Fact]
    public async Task A_deleted_secret_put_back_as_it_was_stays_away()
    {
        await SetAsync("some-secret", "one");
        var (row, version) = (await TakeAsync("secret", "name = 'some-secret'"), await TakeAsync("secret_version", "version = 1"));
        (await Admin.DeleteAsync("some-secret")).Good();
        await PutBackAsync("secret_version", version);
        Assert.Equal(("<not_found>", "<not_found>"), (await Admin.ReadAsync("some-secret"), await Admin.ReadAsync("some-secret", 1)));
        await PutBackAsync("secret", row);
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));

        (await Admin.PurgeAsync("some-secret")).Good();
        await PutBackAsync("secret", row);
        await PutBackAsync("secret_version", version);
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task An_old_row_of_a_version_does_not_bring_its_value_back()
    {
        await SetAsync("some-secret", "one");
        var first = await TakeAsync("secret_version", "version = 1");
        (await Admin.DeleteAsync("some-secret")).Good();
        await SetAsync("some-secret", "two");
        await PutBackAsync("secret_version", first);
        Assert.Equal(("two", "<not_found>"), (await Admin.ReadAsync("some-secret"), await Admin.ReadAsync("some-secret", 1)));

        // As the current version: it is bound to its number.
        await Scene.Place.ExecuteAsync("DELETE FROM secret_version WHERE version = 2");
        await Scene.Place.ExecuteAsync("UPDATE secret_version SET version = 2");
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task A_number_that_a_repair_gives_was_never_used_before()
    {
        await SetAsync("some-secret", "one");
        var row = await TakeAsync("secret", "name = 'some-secret'");
        await SetAsync("some-secret", "two");
        var second = await TakeAsync("secret_version", "version = 2");
        await PutBackAsync("secret", row);
        await Scene.Place.ExecuteAsync("DELETE FROM secret_version WHERE version = 2");

        Assert.Equal(3, (await Admin.SetAsync("some-secret", "three")).Good().Properties.Version);
        await PutBackAsync("secret_version", second);
        Assert.Equal(("three", "<not_found>"), (await Admin.ReadAsync("some-secret"), await Admin.ReadAsync("some-secret", 2)));
    }

    [Theory]
    [InlineData("current_version = 1")]
    [InlineData("readable_versions = '1,2'")]
    [InlineData("deleted_at = NULL")]
    [InlineData("description = 'forged'")]
    [InlineData("is_sensitive = 0")]
    [InlineData("revision = 99")]
    [InlineData("revision = 0")]
    [InlineData("mac = NULL, revision = 0")]
    public async Task An_edited_row_of_a_secret_is_refused(string edit)
    {
        await SetAsync("some-secret", "one");
        (await Admin.DeleteAsync("some-secret")).Good();
        await SetAsync("some-secret", "two");
        if (edit.StartsWith("deleted_at", StringComparison.Ordinal))
        {
            (await Admin.DeleteAsync("some-secret")).Good();
        }

        await Scene.Place.ExecuteAsync($"UPDATE secret SET {edit}");
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret", version: 1));
        await Scene.RestartAsync();
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task An_old_row_of_an_api_key_does_not_take_its_revocation_back()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var ana = await Scene.LoginAsync(key.Text);
        var bob = await Scene.UserAsync("bob");
        var old = await TakeAsync("api_key", $"id = '{key.Id}'");
        (await Admin.RevokeKeyAsync(key.Id)).Good();
        await PutBackAsync("api_key", old);

        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        Assert.Equal("integrity_failure", (await Scene.LastEventAsync()).Outcome);
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
        Assert.Equal("<not_found>", await bob.ReadAsync("some-secret"));

        (await Admin.RevokeKeyAsync(key.Id)).Good();
        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        Assert.Equal("unauthenticated", (await Scene.LastEventAsync()).Outcome);
    }

    [Fact]
    public async Task Neither_does_an_old_row_of_an_access_token()
    {
        await Scene.UserAsync("ana");
        var token = (await Admin.CreateTokenAsync("ana")).Good();
        var ana = await Scene.UseAsync(token.Token.Token);
        var old = await TakeAsync("access_token", $"id = '{token.Record.Id}'");
        (await Admin.RevokeTokenAsync(token.Record.Id)).Good();
        await PutBackAsync("access_token", old);
        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        Assert.Equal("integrity_failure", (await Scene.LastEventAsync()).Outcome);
    }

    [Fact]
    public async Task A_key_that_a_forced_generation_has_revoked_stays_so_too()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var old = await TakeAsync("api_key", $"id = '{key.Id}'");
        (await Admin.GenerateKeyAsync("ana", force: true)).Good();
        await PutBackAsync("api_key", old);
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
    }

    [Theory]
    [InlineData("api_key", "expires_at = NULL")]
    [InlineData("api_key", "principal_id = (SELECT id FROM principal WHERE name = 'admin')")]
    [InlineData("api_key", "revision = 0, mac = NULL")]
    public async Task An_edited_row_of_a_credential_is_refused(string table, string edit)
    {
        var key = (await Admin.GenerateKeyAsync("ana", days: 1)).Good();
        await Scene.Place.ExecuteAsync($"UPDATE {table} SET {edit} WHERE id = '{key.Id}'");
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
    }

    [Fact]
    public async Task Rows_from_before_rows_had_a_mac_are_sealed_once_at_the_next_start()
    {
        await SetAsync("some-secret", "one", "two");
        await SetAsync("gone-secret", "one");
        (await Admin.DeleteAsync("gone-secret")).Good();
        await Scene.UserAsync("ana");
        var token = (await Admin.CreateTokenAsync("ana")).Good().Token.Token;
        await UnsealAsync();

        await Scene.RestartAsync();
        Assert.Equal(("two", "one"), (await Admin.ReadAsync("some-secret"), await Admin.ReadAsync("some-secret", 1)));
        Assert.Equal("<not_found>", await Admin.ReadAsync("gone-secret"));
        (await Admin.RestoreAsync("gone-secret")).Good();
        Assert.Equal("one", await Admin.ReadAsync("gone-secret"));
        Assert.Equal("<not_found>", await (await Scene.UseAsync(token)).ReadAsync("missing-one"));
        await Scene.RestartAsync();
        Assert.Single(await Scene.EventsAsync(), e => e.Action == "store.seal-rows");
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task A_store_that_has_lost_its_mark_is_not_sealed_again()
    {
        await SetAsync("some-secret", "one");
        await Scene.Place.ExecuteAsync("DELETE FROM store_state WHERE name = 'rows_sealed'");
        await Scene.Store.DisposeAsync();
        var refused = await Assert.ThrowsAsync<StartupException>(() => Scene.Place.OpenAsync(Scene.Options(Scene.Time)));
        Assert.Contains("sealed", refused.Message, StringComparison.Ordinal);
        await Scene.Place.ExecuteAsync("INSERT INTO store_state (name, value) VALUES ('rows_sealed', 'x')");
        await Scene.RestartAsync();
    }

    // The store as an older version left it: no MACs, no revisions in the trail, no anchor. The chain begins anew.
    private async Task UnsealAsync()
    {
        await Scene.Store.DisposeAsync();
        File.Delete(Scene.Place.AnchorFile);
        await Scene.Place.ExecuteAsync("DELETE FROM store_state WHERE name = 'rows_sealed'");
        await Scene.Place.ExecuteAsync("UPDATE secret SET revision = 0, mac = NULL, readable_versions = ''");
        await Scene.Place.ExecuteAsync("UPDATE api_key SET revision = 0, mac = NULL");
        await Scene.Place.ExecuteAsync("UPDATE access_token SET revision = 0, mac = NULL");
        await Scene.Place.ExecuteAsync("DELETE FROM audit_event");
        await Scene.Place.ExecuteAsync("DELETE FROM audit_checkpoint");
    }

    private async Task SetAsync(string name, params string[] values)
    {
        foreach (var value in values)
        {
            (await Admin.SetAsync(name, value)).Good();
        }
    }

    private async Task<IDictionary<string, object?>> TakeAsync(string table, string where)
    {
        await using var connection = Scene.Place.Connect();
        return (IDictionary<string, object?>)await connection.QuerySingleAsync<dynamic>($"SELECT * FROM {table} WHERE {where}");
    }

    private async Task PutBackAsync(string table, IDictionary<string, object?> row)
    {
        await using DbConnection connection = Scene.Place.Connect();
        string[] key = table == "secret_version" ? ["secret_id", "version"] : ["id"];
        var others = row.Keys.Except(key).Select(column => $"{column} = excluded.{column}");
        await connection.ExecuteAsync(
            $"INSERT INTO {table} ({string.Join(", ", row.Keys)}) VALUES ({string.Join(", ", row.Keys.Select(column => "@" + column))})"
            + $" ON CONFLICT ({string.Join(", ", key)}) DO UPDATE SET {string.Join(", ", others)}",
            row);
    }
}

public sealed class RowRollbackOnSqlite : RowRollbackSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
