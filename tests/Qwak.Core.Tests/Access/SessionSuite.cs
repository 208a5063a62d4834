using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Secrets;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>Sessions of the web UI, and what its lists ask for.</summary>
public abstract class SessionSuite : StoreSuite
{
    private const long Day = 24 * 60 * 60 * 1000;

    [Fact]
    public async Task A_session_acts_as_its_key_for_an_hour_and_says_what_to_offer()
    {
        var token = await StartAsync(Scene.Place.AdminKey);
        Assert.DoesNotContain(token.Secret, token.ToString(), StringComparison.Ordinal);
        Assert.Equal(AuditActions.SessionStart, (await Scene.LastEventAsync()).Action);

        var (context, offers) = (await Scene.Store.Sessions.FindAsync(token, User.Origin)).Good();
        (await Scene.Store.Secrets.ListAllAsync(context, new SecretListQuery())).Good();
        Assert.Equal(("admin", Operations.Everything), (offers.Principal.Name, offers.OnService));

        Scene.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await IsGoodAsync(token));
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await IsGoodAsync(token));
    }

    [Fact]
    public async Task A_reader_is_offered_only_what_they_may_do()
    {
        await Scene.EnvironmentAsync("production");
        var key = (await Admin.GenerateKeyAsync("reader", "production", "reader")).Good();
        var (_, offers) = (await Scene.Store.Sessions.FindAsync(await StartAsync(key.Text), User.Origin)).Good();
        Assert.Equal([("production", Operation.List | Operation.Read)], offers.Environments);
        Assert.Equal(Operation.None, offers.OnService);
    }

    [Fact]
    public async Task A_wrong_key_begins_none()
    {
        var refused = await Scene.Store.Sessions.StartAsync(Scene.Place.AdminKey[..^1] + "!", User.Origin);
        Assert.Equal(RefusalCode.Unauthenticated, refused.Refusal!.Code);
        Assert.Equal(0, await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM ui_session"));
    }

    [Fact]
    public async Task Sessions_end_one_by_one_all_at_once_and_with_their_key()
    {
        var key = (await Admin.GenerateKeyAsync("leaver", "*", "reader")).Good();
        var (first, second, third) = (await StartAsync(key.Text), await StartAsync(key.Text), await StartAsync(Scene.Place.AdminKey));
        var (context, _) = (await Scene.Store.Sessions.FindAsync(first, User.Origin)).Good();

        // Nobody ends another's.
        (await Scene.Store.Sessions.EndAsync(context, third.Id)).Good();
        Assert.True(await IsGoodAsync(third));
        (await Scene.Store.Sessions.EndAsync(context, first.Id)).Good();
        Assert.Equal((false, true), (await IsGoodAsync(first), await IsGoodAsync(second)));
        (await Scene.Store.Sessions.EndAllAsync(context)).Good();
        Assert.Equal((false, true), (await IsGoodAsync(second), await IsGoodAsync(third)));

        var fourth = await StartAsync(key.Text);
        (await Scene.Store.ApiKeys.RevokeAsync(Admin.Context, key.Id)).Good();
        Assert.False(await IsGoodAsync(fourth));
    }

    [Fact]
    public async Task A_row_that_was_altered_is_no_session()
    {
        var key = (await Admin.GenerateKeyAsync("climber", "*", "reader")).Good();
        var (own, admins) = (await StartAsync(key.Text), await StartAsync(Scene.Place.AdminKey));
        foreach (var change in new[] { "credential = (SELECT credential FROM ui_session WHERE id = @admin)", "expires_at = expires_at + 1" })
        {
            await Scene.Place.ExecuteAsync($"UPDATE ui_session SET {change} WHERE id = @own", new { own = own.Id, admin = admins.Id });
            Assert.False(await IsGoodAsync(own));
            own = await StartAsync(key.Text);
        }

        // Nor do the random part and the id of two sessions make one.
        Assert.False(await IsGoodAsync(SessionToken.Parse($"{admins.Id}.{own.Text.Split('.', 2)[1]}")!));
        Assert.Equal(0, await Scene.Place.ScalarAsync<long>(
            "SELECT COUNT(*) FROM ui_session WHERE credential LIKE @secret OR id LIKE @secret", new { secret = $"%{own.Secret}%" }));
    }

    [Fact]
    public async Task A_made_up_cookie_is_refused_without_a_look_into_the_store()
    {
        var token = await StartAsync(Scene.Place.AdminKey);
        var parts = token.Text.Split('.');
        string[] madeUp =
        [
            $"{new string('a', 32)}.{new string('b', 43)}.{new string('c', 43)}", $"{parts[0]}.{parts[1]}.{new string('c', 43)}",
            $"{new string('a', 32)}.{parts[1]}.{parts[2]}", $"{parts[0]}.{new string('b', 43)}.{parts[2]}",
        ];
        Assert.Null(SessionToken.Parse($"{parts[0]}.{parts[1]}"));
        Assert.True(await IsGoodAsync(SessionToken.Parse(token.Text)!));

        await Scene.Place.ExecuteAsync("ALTER TABLE ui_session RENAME TO ui_session_away");
        foreach (var text in madeUp)
        {
            var refused = await Scene.Store.Sessions.FindAsync(SessionToken.Parse(text)!, User.Origin);
            Assert.Equal(RefusalCode.Unauthenticated, refused.Refusal!.Code);
        }

        // One that the service made is looked up, and so cannot be answered.
        Assert.Equal(RefusalCode.Unavailable, (await Scene.Store.Sessions.FindAsync(token, User.Origin)).Refusal!.Code);
        await Scene.Place.ExecuteAsync("ALTER TABLE ui_session_away RENAME TO ui_session");
        await Scene.Store.TickAsync();
        Assert.Equal((AuditActions.SessionCheck, madeUp.Length), (await Scene.EventsAsync(5)).Where(e => e.Action == AuditActions.SessionCheck).Select(e => (e.Action, e.Count)).Single());
    }

    [Fact]
    public async Task A_session_is_looked_up_only_while_there_is_room_for_an_operation()
    {
        var token = await StartAsync(Scene.Place.AdminKey);
        await Scene.Store.DisposeAsync();
        await using var full = await Scene.Place.OpenAsync(Scene.Options(Scene.Time) with { MaximumOperations = 0 });
        Assert.Equal(Admission.Overloaded, (await full.Sessions.FindAsync(token, User.Origin)).Refusal);
    }

    [Fact]
    public async Task A_list_says_what_needs_attention_and_when_each_was_read()
    {
        foreach (var name in new[] { "expired", "untouched", "was-read", "was-set" })
        {
            (await Admin.SetAsync(name, "1")).Good();
        }

        var soon = Scene.Time.GetUtcNow().AddDays(SecretListQuery.ConcernDays + 20);
        var change = new SecretDetailsChange(null, null, null, soon, null, null);
        (await Scene.Store.SecretLife.UpdateAsync(Admin.Context, null, "expired", change)).Good();
        Assert.Empty(await NamesAsync(SecretConcern.NeverRotated));

        Scene.Time.Advance(TimeSpan.FromDays(SecretListQuery.ConcernDays) + TimeSpan.FromMinutes(1));
        var admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        (await admin.SetAsync("was-set", "2")).Good();
        (await admin.GetAsync("was-read")).Good().Dispose();
        await Scene.Store.TickAsync();
        var (context, names) = (admin.Context, new Func<SecretConcern, Task<string[]>>(concern => NamesAsync(concern, admin)));
        Assert.Equal(["expired"], await names(SecretConcern.Expiring));
        Assert.Equal(["expired", "untouched", "was-read"], await names(SecretConcern.NeverRotated));
        Assert.Equal(["expired", "untouched", "was-set"], await names(SecretConcern.Unused));

        var listed = (await Scene.Store.Secrets.ListAllAsync(context, new SecretListQuery { WithLastRead = true })).Good().Items;
        Assert.Equal(["was-read"], listed.Where(secret => secret.LastReadAt is not null).Select(secret => secret.Name));
        Assert.Equal(Scene.Time.GetUtcNow().ToUnixTimeMilliseconds() / Day, listed.Single(s => s.Name == "was-read").LastReadAt!.Value.ToUnixTimeMilliseconds() / Day);
    }

    [Fact]
    public async Task What_many_have_read_lately_needs_attention()
    {
        foreach (var name in new[] { "many-read", "few-read", "once-many-read" })
        {
            (await Admin.SetAsync(name, "1")).Good();
        }

        // One after the other, so that each is counted where the others are known already.
        var readers = new List<string>();
        for (var i = 0; i < SecretListQuery.ManyReaders; i++)
        {
            var key = (await Admin.GenerateKeyAsync($"reader-{i}", null, "reader")).Good().Text;
            var reader = await Scene.LoginAsync(key);
            readers.Add(key);
            await reader.ReadAsync("once-many-read");
            await Scene.Store.TickAsync();
        }

        Assert.Equal(["once-many-read"], await NamesAsync(SecretConcern.ReadByMany));
        Scene.Time.Advance(TimeSpan.FromDays(SecretListQuery.ConcernDays + 1));
        var admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        foreach (var (i, key) in readers.Index())
        {
            var reader = await Scene.LoginAsync(key);
            await reader.ReadAsync("many-read");
            await reader.ReadAsync(i == 0 ? "missing-one" : "few-read");
            await reader.ReadAsync("few-read", version: 2);
        }

        await Scene.Store.TickAsync();
        await Scene.Store.TickAsync();
        Assert.Equal(["many-read"], await NamesAsync(SecretConcern.ReadByMany, admin));
        await admin.ReadAsync("few-read");
        await Scene.Store.TickAsync();
        Assert.Equal(["few-read", "many-read"], await NamesAsync(SecretConcern.ReadByMany, admin));
    }

    private async Task<string[]> NamesAsync(SecretConcern concern, User? user = null) =>
        [.. (await Scene.Store.Secrets.ListAllAsync((user ?? Admin).Context, new SecretListQuery { Concern = concern })).Good().Items.Select(s => s.Name)];

    private async Task<SessionToken> StartAsync(string key) => (await Scene.Store.Sessions.StartAsync(key, User.Origin)).Good();

    private async Task<bool> IsGoodAsync(SessionToken token) => !(await Scene.Store.Sessions.FindAsync(token, User.Origin)).IsRefused;
}

public sealed class SessionsOnSqlite : SessionSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
