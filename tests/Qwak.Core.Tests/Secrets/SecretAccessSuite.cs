using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Who may do what with a secret, what they are told, and what the trail says is true.</summary>
public abstract class SecretAccessSuite : StoreSuite
{
    [Fact]
    public async Task A_reader_reads_and_lists_and_is_told_that_the_rest_is_forbidden()
    {
        var reader = await Scene.UserAsync("reader", "reader");
        (await Admin.SetAsync("some-secret", "value")).Good();
        Assert.Equal("value", await reader.ReadAsync("some-secret"));
        Assert.Single((await reader.ListAsync()).Good().Items);
        foreach (var name in new[] { "some-secret", "missing" })
        {
            Assert.Equal("permission_denied", (await reader.SetAsync(name, "x")).Code());
            Assert.Equal("permission_denied", (await reader.DeleteAsync(name)).Code());
        }

        Assert.Equal("not_found", (await reader.GetAsync("missing")).Code());
        Assert.Equal("value", await Admin.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task Who_has_no_right_cannot_tell_a_secret_from_none_and_the_trail_can()
    {
        var stranger = await Scene.StrangerAsync("stranger");
        (await Admin.SetAsync("some-secret", "value")).Good();
        foreach (var name in new[] { "some-secret", "missing" })
        {
            var (read, properties, delete) = (await stranger.GetAsync(name), await stranger.PropertiesAsync(name), await stranger.DeleteAsync(name));
            Assert.Equal([Refusal.SecretNotFound, Refusal.SecretNotFound, Refusal.SecretNotFound], [read.Refusal, properties.Refusal, delete.Refusal]);
            Assert.All(await Scene.EventsAsync(3), e => Assert.Equal((name, "permission_denied", null), (e.Name, e.Outcome, e.Version)));
        }

        Assert.Equal("permission_denied", (await stranger.SetAsync("some-secret", "x")).Code());
        Assert.Equal("permission_denied", (await stranger.ListAsync()).Code());
        Assert.Empty((await stranger.ListAllAsync()).Good().Items);
        Assert.Equal("not_found", (await Admin.GetAsync("missing")).Code());
        Assert.Equal("not_found", (await Scene.LastEventAsync()).Outcome);
    }

    [Fact]
    public async Task Environments_keep_their_secrets_apart()
    {
        await Scene.EnvironmentAsync("staging", "staging.test:443");
        (await Admin.SetAsync("some-secret", "of default", environment: "default")).Good();
        (await Admin.SetAsync("some-secret", "of staging", environment: "staging")).Good();
        var ana = await Scene.UserAsync("ana", "member", "staging");
        Assert.Equal("of staging", await ana.From("staging.test").ReadAsync("some-secret"));
        Assert.Equal("of staging", await ana.ReadAsync("some-secret", environment: "staging"));
        Assert.NotEqual("of default", await ana.ReadAsync("some-secret", environment: "default"));
        Assert.Equal("of default", await Admin.From().ReadAsync("some-secret"));
        Assert.Equal("of staging", await Admin.From("staging.test:443").ReadAsync("some-secret"));
        Assert.Equal(["staging"], (await ana.ListAllAsync()).Good().Items.Select(s => s.Environment));
        Assert.Equal(["default", "staging"], (await Admin.ListAllAsync(new() { Sort = Core.Secrets.SecretSortKey.Environment })).Good().Items.Select(s => s.Environment));
    }

    [Theory]
    [InlineData("UPDATE secret_version SET ciphertext = (SELECT v.ciphertext FROM secret_version v JOIN secret s ON s.id = v.secret_id WHERE s.name = 'other')")]
    [InlineData("UPDATE secret_version SET wrapped_dek = (SELECT v.wrapped_dek FROM secret_version v JOIN secret s ON s.id = v.secret_id WHERE s.name = 'other')")]
    [InlineData("UPDATE secret_version SET wrapped_dek = (SELECT v.wrapped_dek FROM secret_version v JOIN secret s ON s.id = v.secret_id WHERE s.name = 'other'),"
        + " ciphertext = (SELECT v.ciphertext FROM secret_version v JOIN secret s ON s.id = v.secret_id WHERE s.name = 'other')")]
    [InlineData("UPDATE secret_version SET ciphertext = substr(ciphertext, 1, 20)")]
    [InlineData("UPDATE secret_version SET ciphertext = substr(ciphertext, 1, 0), wrapped_dek = substr(wrapped_dek, 1, 0)")]
    [InlineData("UPDATE secret SET name = 'renamed'")]
    [InlineData("UPDATE secret SET environment_id = (SELECT id FROM environment WHERE name = 'staging')")]
    public async Task A_row_that_is_altered_or_moved_is_refused_and_its_neighbours_are_not(string tampering)
    {
        await Scene.EnvironmentAsync("staging", "staging.test:443");
        (await Admin.SetAsync("victim", "value")).Good();
        (await Admin.SetAsync("other", "other value")).Good();
        var of = tampering.StartsWith("UPDATE secret SET", StringComparison.Ordinal) ? "id" : "secret_id";
        await Scene.Place.ExecuteAsync($"{tampering} WHERE {of} = (SELECT id FROM secret WHERE name = 'victim')");
        var victim = tampering.Contains("'renamed'", StringComparison.Ordinal) ? "renamed" : "victim";
        var user = tampering.Contains("staging", StringComparison.Ordinal) ? Admin.From("staging.test") : Admin;
        Assert.Equal("<integrity_failure>", await user.ReadAsync(victim));
        Assert.Equal("integrity_failure", (await Scene.LastEventAsync()).Outcome);
        Assert.Equal("other value", await Admin.ReadAsync("other"));

        // Its owner may still set a good one.
        Assert.False((await user.SetAsync(victim, "value")).Good().Unchanged);
        Assert.Equal("value", await user.ReadAsync(victim));
    }

    [Fact]
    public async Task Two_versions_or_two_environments_exchanged_are_refused()
    {
        await Scene.EnvironmentAsync("staging", "staging.test:443");
        (await Admin.SetAsync("some-secret", "old")).Good();
        (await Admin.SetAsync("some-secret", "new")).Good();
        (await Admin.From("staging.test").SetAsync("some-secret", "staged")).Good();
        await Scene.Place.ExecuteAsync(
            "UPDATE secret_version SET version = -1 WHERE version = 1 AND secret_id IN (SELECT id FROM secret WHERE environment_id = (SELECT id FROM environment WHERE name = 'default'));"
            + "UPDATE secret_version SET version = 1 WHERE version = 2; UPDATE secret_version SET version = 2 WHERE version = -1");
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret", version: 1));
        Assert.Equal("staged", await Admin.From("staging.test").ReadAsync("some-secret"));

        // The two rows of one name, each in the other's environment.
        await Scene.Place.ExecuteAsync(
            "UPDATE secret SET name = 'parked' WHERE current_version = 1;"
            + " UPDATE secret SET environment_id = (SELECT id FROM environment WHERE name = 'staging') WHERE current_version = 2;"
            + " UPDATE secret SET environment_id = (SELECT id FROM environment WHERE name = 'default'), name = 'some-secret' WHERE current_version = 1");
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-secret"));
        Assert.Equal("<integrity_failure>", await Admin.From("staging.test").ReadAsync("some-secret"));
    }

    [Fact]
    public async Task At_the_bound_of_a_keys_uses_sets_are_unavailable_and_nothing_is_written()
    {
        var uses = await Scene.Place.ScalarAsync<long>("SELECT uses FROM key_encryption_key");
        await Scene.RestartAsync(options => options with { Encryption = new() { MaximumKeyUses = uses + 2 } });
        (await Admin.SetAsync("one", "1")).Good();
        (await Admin.SetAsync("two", "2")).Good();
        Assert.True((await Admin.SetAsync("two", "2")).Good().Unchanged);
        var refused = await Admin.SetAsync("three", "3");
        Assert.Equal("unavailable", refused.Code());
        Assert.Equal("unavailable", (await Admin.SetAsync("one", "changed")).Code());
        Assert.Equal(uses + 2, await Scene.Place.ScalarAsync<long>("SELECT uses FROM key_encryption_key"));
        Assert.Equal((2, 2), (await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM secret"), await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM secret_version")));
        Assert.Equal("1", await Admin.ReadAsync("one"));
        Assert.Contains(await Scene.EventsAsync(5), e => (e.Name, e.Outcome) == ("three", "unavailable"));
    }
}

public sealed class SecretAccessOnSqlite : SecretAccessSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
