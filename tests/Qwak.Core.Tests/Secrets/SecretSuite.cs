using System.Text;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Setting, reading and deleting.</summary>
public abstract class SecretSuite : StoreSuite
{
    public static TheoryData<string> Values =>
    [
        "", " ", "plain", " leading and trailing ", "two\nlines\r\n", "quotes \" ' ` = $HOME %41 \\", "{\"json\": true}", "\0\u0001\u007f",
        "naïve café – 漢字 – 👩‍👩‍👧", "e\u0301 is not é", "\ufeffbom", new string('x', 100_000),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_comes_back_exactly(string value)
    {
        (await Admin.SetAsync("some-secret", value)).Good();
        using var read = (await Admin.GetAsync("some-secret")).Good();
        Assert.Equal(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(read.Value.Reveal()));
        Assert.DoesNotContain(value.Length > 3 ? value : "no value", read.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_has_a_size_limit_in_bytes_of_utf8()
    {
        (await Admin.SetAsync("largest", new string('x', 1 << 20))).Good();
        Assert.Equal(1 << 20, (await Admin.ReadAsync("largest")).Length);
        Assert.Equal("value_too_large", (await Admin.SetAsync("too-large", new string('x', (1 << 20) + 1))).Code());
        Assert.Equal("value_too_large", (await Admin.SetAsync("too-large", new string('é', (1 << 19) + 1))).Code());
        Assert.Equal("<not_found>", await Admin.ReadAsync("too-large"));
    }

    [Fact]
    public async Task Each_set_makes_the_next_version_and_old_ones_stay_readable()
    {
        for (var i = 1; i <= 5; i++)
        {
            Scene.Time.Advance(TimeSpan.FromSeconds(1));
            var set = (await Admin.SetAsync("some-secret", $"value {i}")).Good();
            Assert.Equal((i, false), (set.Properties.Version, set.Unchanged));
        }

        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal($"value {i}", await Admin.ReadAsync("some-secret", version: i));
        }

        Assert.Equal("value 5", await Admin.ReadAsync("some-secret"));
        Assert.All(
            await Task.WhenAll(new[] { 0, -1, 6, int.MaxValue, int.MinValue }.Select(v => Admin.ReadAsync("some-secret", v))),
            read => Assert.Equal("<not_found>", read));
        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task The_properties_tell_who_and_when_and_have_no_value()
    {
        var ana = await Scene.UserAsync("ana");
        var created = Scene.Time.GetUtcNow();
        (await Admin.SetAsync("some-secret", "one")).Good();
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        (await ana.SetAsync("some-secret", "two")).Good();
        Assert.Equal(
            new SecretProperties("some-secret", "default", 2, created, created.AddMinutes(1), "admin", "ana"),
            (await ana.PropertiesAsync("some-secret")).Good());
    }

    [Fact]
    public async Task Setting_the_current_value_again_changes_nothing_and_succeeds()
    {
        (await Admin.SetAsync("some-secret", "one")).Good();
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        var before = (await Admin.PropertiesAsync("some-secret")).Good();
        for (var i = 0; i < 4; i++)
        {
            var again = (await Admin.SetAsync("some-secret", "one")).Good();
            Assert.True(again.Unchanged);
            Assert.Equal(before, again.Properties);
        }

        Assert.Equal(("unchanged", 1), ((await Scene.LastEventAsync()).Outcome, (await Scene.LastEventAsync()).Version));
        (await Admin.SetAsync("some-secret", "two")).Good();
        Assert.Equal((3, false), await Set("one"));
        Assert.Equal((4, false), await Set(""));
        Assert.Equal((4, true), await Set(""));

        async Task<(int, bool)> Set(string value)
        {
            var set = (await Admin.SetAsync("some-secret", value)).Good();
            return (set.Properties.Version, set.Unchanged);
        }
    }

    [Fact]
    public async Task An_expected_version_must_be_the_current_one()
    {
        Assert.Equal("version_conflict", (await Admin.SetAsync("some-secret", "x", expectedVersion: 1)).Code());
        Assert.Equal(1, (await Admin.SetAsync("some-secret", "one", expectedVersion: 0)).Good().Properties.Version);
        Assert.Equal("version_conflict", (await Admin.SetAsync("some-secret", "x", expectedVersion: 0)).Code());
        Assert.Equal(2, (await Admin.SetAsync("some-secret", "two", expectedVersion: 1)).Good().Properties.Version);
        Assert.Equal("version_conflict", (await Admin.SetAsync("some-secret", "x", expectedVersion: 1)).Code());
        Assert.Equal("version_conflict", (await Admin.SetAsync("some-secret", "x", expectedVersion: -1)).Code());
        Assert.Equal("two", await Admin.ReadAsync("some-secret"));
        (await Admin.DeleteAsync("some-secret")).Good();
        Assert.Equal("version_conflict", (await Admin.SetAsync("some-secret", "x", expectedVersion: 2)).Code());
        Assert.Equal(3, (await Admin.SetAsync("some-secret", "three", expectedVersion: 0)).Good().Properties.Version);
    }

    [Fact]
    public async Task A_deleted_secret_is_gone_until_a_set_revives_it_as_the_next_version()
    {
        (await Admin.SetAsync("some-secret", "one")).Good();
        (await Admin.SetAsync("some-secret", "two")).Good();
        (await Admin.DeleteAsync("some-secret")).Good();
        Assert.Equal(("secret.delete", 2), ((await Scene.LastEventAsync()).Action, (await Scene.LastEventAsync()).Version));
        Assert.Equal("<not_found>", await Admin.ReadAsync("some-secret"));
        Assert.Equal("<not_found>", await Admin.ReadAsync("some-secret", version: 1));
        Assert.Equal("not_found", (await Admin.PropertiesAsync("some-secret")).Code());
        Assert.Equal("not_found", (await Admin.DeleteAsync("some-secret")).Code());
        Assert.Empty((await Admin.ListAsync()).Good().Items);

        // Even with the value that it had.
        var revived = (await Admin.SetAsync("some-secret", "two")).Good();
        Assert.Equal((3, false), (revived.Properties.Version, revived.Unchanged));
        Assert.Equal("two", await Admin.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task Sets_of_one_name_at_once_make_versions_without_gaps_and_the_last_ten_are_kept()
    {
        var sets = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Admin.SetAsync("some-secret", $"value {i}")));
        Assert.Equal(Enumerable.Range(1, 200), sets.Select(set => set.Good().Properties.Version).Order());
        foreach (var (i, set) in sets.Index())
        {
            var version = set.Good().Properties.Version;
            Assert.Equal(version > 190 ? $"value {i}" : "<not_found>", await Admin.ReadAsync("some-secret", version));
        }
    }

    [Fact]
    public async Task Of_conditional_sets_at_once_exactly_one_wins_each_round()
    {
        for (var round = 0; round < 10; round++)
        {
            var sets = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Admin.SetAsync("some-secret", $"{round} {i}", round)));
            var winner = Assert.Single(sets.Index(), set => !set.Item.IsRefused);
            Assert.Equal($"{round} {winner.Index}", await Admin.ReadAsync("some-secret"));
            Assert.Equal(19, sets.Count(set => set.Code() == "version_conflict"));
        }
    }

    [Fact]
    public async Task Underscores_need_the_legacy_rule_and_the_dashed_name_is_offered()
    {
        var refused = await Admin.SetAsync("snowflake_user", "x");
        Assert.Equal("invalid_name", refused.Code());
        Assert.Contains("snowflake-user", refused.Refusal!.Message, StringComparison.Ordinal);
        await Scene.RestartAsync(options => options with { Secrets = new() { NameRule = SecretNameRule.Legacy } });
        (await Admin.SetAsync("snowflake_user", "x")).Good();
        Assert.Equal("x", await Admin.ReadAsync("snowflake_user"));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        (await Admin.SetAsync("kept", "one")).Good();
        (await Admin.SetAsync("kept", "two")).Good();
        (await Admin.SetAsync("gone", "three")).Good();
        (await Admin.DeleteAsync("gone")).Good();
        await Scene.RestartAsync();
        Assert.Equal(("one", "two"), (await Admin.ReadAsync("kept", 1), await Admin.ReadAsync("kept")));
        Assert.Equal("<not_found>", await Admin.ReadAsync("gone"));
        Assert.True((await Admin.SetAsync("kept", "two")).Good().Unchanged);
    }
}

public sealed class SecretsOnSqlite : SecretSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
