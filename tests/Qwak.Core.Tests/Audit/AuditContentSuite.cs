using System.Text;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Secrets;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>What the trail tells of an operation, and what it must never hold.</summary>
public abstract class AuditContentSuite : StoreSuite
{
    private static readonly string Hostile = "line\nforged=ok " + new string('x', 5000);

    [Fact]
    public async Task An_event_tells_who_did_what_to_which_version_from_where()
    {
        var ana = await Scene.UserAsync("ana@example.com");
        (await ana.SetAsync("api-key", "value")).Good();
        await ana.ReadAsync("api-key");
        var read = await Scene.LastEventAsync();
        Assert.Equal(
            ("ana@example.com", "secret.read", "default", "api-key", 1, "ok", "192.0.2.7", User.Origin.RequestId, 1, Scene.Time.GetUtcNow()),
            (read.Principal, read.Action, read.Environment, read.Name, read.Version, read.Outcome, read.Address, read.RequestId, read.Count, read.Time));
        Assert.Equal(
            ana.Context.Credential, (await Scene.Place.QueryAsync<string>("SELECT credential FROM audit_event ORDER BY sequence DESC LIMIT 1"))[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("No\nNewlines")]
    [InlineData("hunter2 is my password!")]
    [InlineData("naïve")]
    public async Task A_name_that_fails_the_rule_is_recorded_by_its_length_only(string name)
    {
        Assert.Equal("invalid_name", (await Admin.GetAsync(name)).Code());
        Assert.Equal("invalid_name", (await Admin.PropertiesAsync(name)).Code());
        Assert.Equal("invalid_name", (await Admin.SetAsync(name, "value")).Code());
        Assert.Equal("invalid_name", (await Admin.DeleteAsync(name)).Code());
        var events = await Scene.EventsAsync(4);
        Assert.All(events, e => Assert.Equal(($"[invalid] length {name.Length}", "invalid_name"), (e.Name, e.Outcome)));
    }

    [Fact]
    public async Task A_page_looks_through_so_many_events_and_the_next_goes_on_behind_them()
    {
        for (var i = 0; i < 10; i++)
        {
            (await Admin.SetAsync(i is 2 or 7 ? "looked-for" : $"another-{i}", $"{i}")).Good();
        }

        // Some in one millisecond, and some not.
        Scene.Time.Advance(TimeSpan.FromSeconds(1));
        (await Admin.SetAsync("another-one", "x")).Good();
        var query = new AuditQuery { Name = "looked-for", Limit = 1, MostLookedThrough = 3 };
        var (found, pages, place) = (new List<int?>(), 0, (AuditPosition?)null);
        do
        {
            var page = (await Scene.Store.Audit.ListAsync(Admin.Context, query with { After = place })).Good();
            found.AddRange(page.Items.Select(e => e.Version));
            place = page.Next;
            pages++;
        }
        while (place is not null);

        Assert.Equal([2, 1], found);
        Assert.InRange(pages, 5, 20);

        // Without another condition than the time nothing is looked for, and a page is as long as it was asked to be.
        Assert.Equal(9, (await Scene.Store.Audit.ListAsync(Admin.Context, new AuditQuery { Limit = 9, MostLookedThrough = 3 })).Good().Items.Count);
    }

    [Fact]
    public async Task No_text_that_a_caller_makes_up_reaches_the_trail()
    {
        var ana = await Scene.UserAsync("ana");
        foreach (var who in new[] { ana, Admin })
        {
            await who.GetAsync(Hostile, environment: Hostile);
            await who.GetAsync("good-name", environment: Hostile);
            await who.GenerateKeyAsync(Hostile, Hostile, Hostile);
            await who.GenerateKeyAsync("good-user", Hostile, Hostile);
            await who.RevokeKeyAsync(Hostile);
            await who.CreateTokenAsync(Hostile, Hostile, Hostile);
            await who.CreateTokenAsync(null, Hostile);
            await who.RevokeTokenAsync(Hostile);
            await who.GrantRoleAsync(Hostile, Hostile, Hostile);
            await who.GrantRoleAsync("good-user", Hostile, "member");
            await who.RevokeRoleAsync(Hostile, Hostile);
            await who.RevokeRoleAsync("good-user", Hostile);
            await Scene.Store.Environments.CreateAsync(who.Context, Hostile, Hostile);
            await who.ListAsync(new SecretListQuery { Filter = Hostile }, Hostile);
        }

        var events = await Scene.EventsAsync();
        Assert.All(events, e => Assert.DoesNotContain("forged", $"{e.Principal}{e.Action}{e.Environment}{e.Name}{e.Outcome}", StringComparison.Ordinal));
        Assert.Contains(events, e => e.Environment == $"[invalid] length {Hostile.Length}");
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task No_value_reaches_the_trail_nor_a_number_or_boolean_in_one()
    {
        string[] canaries = ["493817265", "77.125493", "canary-text", "true", "false"];
        var json = $"{{\"pin\": {canaries[0]}, \"rate\": {canaries[1]}, \"on\": true, \"off\": false, \"key\": \"{canaries[2]}\"}}";
        foreach (var value in new[] { json, canaries[0], canaries[1], canaries[2] + " ", "true", "false" })
        {
            (await Admin.SetAsync("some-secret", value)).Good();
            (await Admin.SetAsync("some-secret", value)).Good();
            await Admin.SetAsync("some-secret", value, expectedVersion: 99);
            await Admin.SetAsync(value + "!", value);
            Assert.Equal(value, await Admin.ReadAsync("some-secret"));
            await Admin.ReadAsync(value + "!");
            (await Admin.ImportAsync(dryRun: true, ("some-secret", value), ("other-secret", value))).Good();
            (await Admin.ImportAsync(dryRun: false, ("other-secret", value))).Good();
            await Admin.ImportAsync(dryRun: false, (value + "!", value));
            await Admin.UpdateAsync("some-secret", description: value, owner: value, tags: [value]);
            await Admin.VersionsAsync("some-secret");
            await Admin.UsageAsync("some-secret");
            (await Admin.DeleteAsync("some-secret")).Good();
            (await Admin.RestoreAsync("some-secret")).Good();
            await Admin.ListAsync(new SecretListQuery { Filter = value });
        }

        (await Admin.PurgeAsync("other-secret")).Good();
        (await Admin.DeleteAsync("some-secret")).Good();
        Scene.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await Scene.Store.Destruction.RunAsync(default));
        await Scene.Store.TickAsync();
        foreach (var table in new[] { "audit_event", "audit_checkpoint", "secret_usage" })
        {
            var texts = (await Scene.Place.QueryAsync<dynamic>($"SELECT * FROM {table}"))
                .SelectMany(row => ((IDictionary<string, object?>)row).Where(field => field.Value is string).Select(field => (string)field.Value!)).ToList();
            Assert.NotEmpty(texts);
            Assert.All(canaries, canary => Assert.DoesNotContain(texts, text => text.Contains(canary, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_refused_operation_names_what_it_was_asked_of()
    {
        var ana = await Scene.UserAsync("ana");
        var id = RandomId.New();
        await Expect(ana.GrantRoleAsync("bob", "default", "admin"), "role.grant", "default", "bob");
        await Expect(ana.RevokeRoleAsync("admin", "*"), "role.revoke", "*", "admin");
        await Expect(ana.GenerateKeyAsync("bob", "default"), "api-key.generate", "default", "bob");
        await Expect(ana.RevokeKeyAsync(id), "api-key.revoke", null, id);
        await Expect(ana.CreateTokenAsync("admin"), "access-token.create", "*", "admin");
        await Expect(ana.RevokeTokenAsync(id), "access-token.revoke", null, id);
        await Expect(Scene.Store.Environments.CreateAsync(ana.Context, "staging", null), "environment.create", "staging", null);

        async Task Expect<T>(Task<Result<T>> refused, string action, string? environment, string? name)
        {
            Assert.Equal("permission_denied", (await refused).Code());
            var last = await Scene.LastEventAsync();
            Assert.Equal(("ana", action, environment, name, "permission_denied"), (last.Principal, last.Action, last.Environment, last.Name, last.Outcome));
        }
    }

    [Fact]
    public async Task A_token_for_a_credential_that_the_store_does_not_have_leaves_an_event()
    {
        var unknown = new User(Scene.Store, new RequestContext(Credentials.OfApiKey(RandomId.New()), User.Origin));
        Assert.Equal("<unauthenticated>", await unknown.ReadAsync("some-secret"));
        Assert.Equal("unauthenticated", (await unknown.SetAsync("some-secret", "x")).Code());
        var events = await Scene.EventsAsync(2);
        Assert.Equal(["secret.set", "secret.read"], events.Select(e => e.Action));
        Assert.All(events, e => Assert.Equal((null, "unauthenticated"), (e.Principal, e.Outcome)));
    }

    [Fact]
    public async Task Reading_the_trail_is_for_administrators_and_is_an_event_too()
    {
        var ana = await Scene.UserAsync("ana");
        Assert.Equal("permission_denied", (await Scene.Store.Audit.ListAsync(ana.Context, new())).Code());
        (await Scene.Store.Audit.ListAsync(Admin.Context, new())).Good();
        Assert.Equal([("admin", "audit.list", "ok"), ("ana", "audit.list", "permission_denied")],
            (await Scene.EventsAsync(2)).Select(e => (e.Principal!, e.Action, e.Outcome)));
    }

    [Fact]
    public async Task The_trail_pages_without_gaps_and_filters_by_who_what_and_which()
    {
        var ana = await Scene.UserAsync("ana");
        for (var i = 0; i < 25; i++)
        {
            // Several in one millisecond, so that time alone does not order them.
            await ana.ReadAsync($"name-{i % 5}");
            Scene.Time.Advance(TimeSpan.FromMilliseconds(i % 3));
        }

        var seen = new List<long>();
        var query = new Core.Audit.AuditQuery { Limit = 7, Principal = "ana", Action = "secret.read" };
        while ((await Scene.Store.Audit.ListAsync(Admin.Context, query)).Good().Items is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(e => e.Sequence));
            query = query with { After = new(page[^1].Time.ToUnixTimeMilliseconds(), page[^1].Writer, page[^1].Sequence) };
        }

        Assert.Equal(25, seen.Count);
        Assert.Equal(seen.OrderDescending(), seen);
        Assert.Equal(5, (await Scene.Store.Audit.ListAsync(Admin.Context, new() { Name = "name-3" })).Good().Items.Count);
    }

    [Fact]
    public async Task No_value_and_no_credential_is_in_any_file_of_the_store()
    {
        var canaries = Enumerable.Range(0, 50).Select(i => $"canary-{RandomId.New()}-{i}").ToList();
        for (var i = 0; i < canaries.Count; i++)
        {
            (await Admin.SetAsync($"secret-{i}", canaries[i])).Good();
            await Admin.ReadAsync($"secret-{i}");
            await Admin.SetAsync(canaries[i] + "!", canaries[i]);
            await Admin.GenerateKeyAsync("user " + canaries[i], canaries[i]);
            await Scene.Store.Authenticator.AuthenticateAsync(canaries[i] + new string('a', 60), User.Origin);
            await Scene.Store.Authenticator.AuthenticateBearerAsync(canaries[i], User.Origin);
        }

        var key = (await Admin.GenerateKeyAsync("bob")).Good();
        var token = (await Admin.CreateTokenAsync()).Good().Token.Token;
        await Scene.LoginAsync(key.Text);
        await Scene.UseAsync(token);
        await Scene.Store.Refusals.FlushAsync();
        (await Admin.DeleteAsync("secret-0")).Good();

        // The key's text is its public id and a secret part; the token's is two readable parts and a signature.
        canaries.AddRange([key.Text.Split('@')[1], token.Split('.')[2]]);
        var forms = canaries.SelectMany(Forms).Distinct().ToList();
        foreach (var file in Scene.Place.Files().Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var text = Encoding.Latin1.GetString(bytes);
            Assert.All(forms, form => Assert.False(text.Contains(form, StringComparison.Ordinal), $"{Path.GetFileName(file)} holds '{form}'."));
        }
    }

    private static IEnumerable<string> Forms(string canary)
    {
        var bytes = Encoding.UTF8.GetBytes(canary);
        yield return canary;
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(canary));
        yield return Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(canary));
        for (var shift = 0; shift < 3; shift++)
        {
            // At the three alignments, without the characters that neighbours would change.
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes])[(shift == 0 ? 0 : 4)..^4];
            yield return encoded;
            yield return encoded.Replace('+', '-').Replace('/', '_');
        }
    }
}

public sealed class AuditContentOnSqlite : AuditContentSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
