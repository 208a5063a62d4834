using System.Net;
using System.Net.Http.Json;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>What somebody tries who wants more than a page offers.</summary>
[Collection(UiTests.Name)]
public sealed class AttackTests(UiPlace place)
{
    /// <summary>Every address that changes something, with a form that would.</summary>
    private static readonly (string Path, (string, string)[] Form)[] Changes =
    [
        ("/ui/secrets/new", [("environment", "default"), ("name", "attacked-new"), ("value", "x")]),
        ("/ui/secrets/default/attacked/version", [("value", "changed")]),
        ("/ui/secrets/default/attacked/properties", [("description", "changed")]),
        ("/ui/secrets/default/attacked/delete", [("confirmation", "attacked")]),
        ("/ui/secrets/default/attacked/restore", []),
        ("/ui/api-keys/00000000000000000000000000000000/revoke", []),
        ("/ui/api-keys/new", [("user", "attacker@example.com"), ("role", "admin"), ("environment", "*")]),
        ("/ui/members/new", [("name", "attacker@example.com"), ("kind", "user")]),
        ("/ui/members/reader@example.com/roles", [("role", "admin"), ("environment", "*")]),
        ("/ui/members/reader@example.com/roles/revoke", [("environment", "*")]),
        ("/ui/members/reader@example.com/delete", [("confirmation", "reader@example.com"), ("kind", "user")]),
        ("/ui/groups/new", [("name", "attackers")]),
        ("/ui/groups/attacked-group/members", [("member", "reader@example.com")]),
        ("/ui/groups/attacked-group/members/remove", [("member", "reader@example.com")]),
        ("/ui/groups/attacked-group/delete", [("confirmation", "attacked-group")]),
        ("/ui/policies/set", [("name", "attacker"), ("definition", """{"effect":"allow","principals":["*"],"actions":["read"],"environments":["*"],"names":["*"]}""")]),
        ("/ui/policies/attacker/delete", []),
        ("/ui/audit/verify", []),
    ];

    private static readonly (string Path, (string, string)[] Form)[] Sources =
    [
        ($"/ui/data-sources/default/{Scenery.Source}/test", []), ($"/ui/data-sources/default/{Scenery.Source}/sample", []),
        ($"/ui/data-sources/default/{Scenery.Source}/delete", [("confirmation", Scenery.Source)]),
    ];

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_form_from_elsewhere_changes_nothing(string? origin)
    {
        await place.SetAsync("attacked", "as it was");
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        visitor.Origin = origin;
        foreach (var (path, form) in Changes.Append(("/ui/sign-out", [])).Append(("/ui/sign-out-everywhere", [])).Append(("/ui/sign-in", [("api-key", place.ReaderKey)])))
        {
            using var answer = await visitor.PostAsync(path, form);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
            Assert.Null(Visitor.SessionOf(answer));
        }

        await ExpectUnchangedAsync();
    }

    [Fact]
    public async Task A_form_without_the_sessions_own_token_changes_nothing()
    {
        await place.SetAsync("attacked", "as it was");
        using var other = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        foreach (var token in new[] { "", "x", other.AntiForgery })
        {
            visitor.AntiForgery = token;
            foreach (var (path, form) in Changes)
            {
                using var answer = await visitor.PostAsync(path, form);
                Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
            }
        }

        await ExpectUnchangedAsync();
    }

    [Fact]
    public async Task A_reader_who_posts_every_form_changes_nothing()
    {
        await place.SetAsync("attacked", "as it was");
        using var visitor = await Visitor.SignInAsync(place.Server, place.ReaderKey);
        foreach (var (path, form) in Changes)
        {
            using var answer = await visitor.PostAsync(path, form);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }

        var scenery = await place.SceneryAsync();
        foreach (var (path, form) in Sources)
        {
            using var answer = await visitor.PostAsync(path, form);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }

        foreach (var path in new[]
        {
            "/ui/audit", "/ui/audit/stream", "/ui/api-keys", "/ui/members", "/ui/members/admin", "/ui/groups", "/ui/groups/attacked-group", "/ui/policies", "/ui/policies/attacker/edit",
            "/ui/policies/explain?principal=admin&action=read&environment=*&name=*",
        })
        {
            using var answer = await visitor.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }

        await ExpectUnchangedAsync();
    }

    [Fact]
    public async Task A_new_policy_does_not_replace_one_of_its_name()
    {
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        const string deny = """{"effect":"deny","principals":["nobody-here"],"actions":["read"],"environments":["*"],"names":["*"]}""";
        using var first = await visitor.PostAsync("/ui/policies/set", ("name", "no-production"), ("definition", deny));
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        using var second = await visitor.PostAsync("/ui/policies/set", ("name", "no-production"), ("definition", deny.Replace("deny", "allow", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("deny", await visitor.TextAsync("/ui/policies/no-production/edit"), StringComparison.Ordinal);
        using var changed = await visitor.PostAsync(
            "/ui/policies/set", ("name", "no-production"), ("is-there", "true"), ("definition", deny.Replace("nobody-here", "nobody-there", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        using var deleted = await visitor.PostAsync("/ui/policies/no-production/delete");
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
    }

    [Fact]
    public async Task What_is_odd_is_refused_and_is_no_fault()
    {
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        using var lastDay = await visitor.GetAsync("/ui/audit?until=9999-12-31");
        Assert.Equal(HttpStatusCode.BadRequest, lastDay.StatusCode);
        using var nowhere = await visitor.PostAsync("/ui/api-keys/new", ("user", "attacker@example.com"), ("role", "admin"), ("environment", ""));
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);

        using var method = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/ui/secrets"));
        await ExpectPageAsync(method, HttpStatusCode.NotFound);
        using var number = await visitor.GetAsync("/ui/builds/x/log?after=x");
        await ExpectPageAsync(number, HttpStatusCode.BadRequest);
        using var nothing = await visitor.GetAsync("/ui/assets/x/y");
        await ExpectPageAsync(nothing, HttpStatusCode.NotFound);

        using var stranger = new Visitor(place.Server);
        using var large = await stranger.PostAsync("/ui/sign-in", ("api-key", new string('x', 20_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var led = await stranger.PostAsync("/ui/sign-in", ("api-key", place.ReaderKey), ("next", "/ui/\u00e9"));
        Assert.Equal("/ui/secrets", led.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_whatever_they_ask()
    {
        using var stranger = new Visitor(place.Server);
        foreach (var (path, form) in Changes)
        {
            using var asked = await stranger.GetAsync(path);
            using var sent = await stranger.PostAsync(path, form);
            Assert.All([asked, sent], answer => Assert.StartsWith("/ui/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Another_environments_secrets_are_out_of_reach()
    {
        await place.SetAsync("attacked", "as it was");
        await place.SetAsync("in-production", environment: "production");
        using var visitor = await Visitor.SignInAsync(place.Server, place.ProductionKey);
        Assert.Contains("in-production", await visitor.TextAsync("/ui/secrets"), StringComparison.Ordinal);
        Assert.DoesNotContain("attacked", await visitor.TextAsync("/ui/secrets"), StringComparison.Ordinal);
        foreach (var path in new[] { "/ui/secrets/default/attacked", "/ui/secrets/default/attacked/properties", "/ui/secrets/default/attacked/delete", "/ui/secrets?environment=default" })
        {
            using var answer = await visitor.GetAsync(path);
            Assert.False(answer.IsSuccessStatusCode, path);
            Assert.DoesNotContain("a value", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var scenery = await place.SceneryAsync();
        var builds = $"/ui/builds/{scenery.Succeeded}";
        foreach (var path in new[] { builds, builds + "/log", builds + "/log?find=line", builds + "/log/stream", builds + "/log/download", $"/ui/data-sources/default/{Scenery.Source}", "/ui/data-sources?environment=default" })
        {
            using var answer = await visitor.GetAsync(path);
            Assert.False(answer.IsSuccessStatusCode, path);
        }

        Assert.DoesNotContain(scenery.Succeeded, await visitor.TextAsync("/ui/builds"), StringComparison.Ordinal);
        foreach (var (path, form) in Changes.Concat(Sources))
        {
            using var answer = await visitor.PostAsync(path, form);
            Assert.True((int)answer.StatusCode is 403 or 404, $"{path}: {answer.StatusCode}");
        }

        await ExpectUnchangedAsync();
    }

    [Fact]
    public async Task Nothing_that_was_typed_becomes_markup()
    {
        const string Attack = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
        await place.SetAsync("marked-up");
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        using (var saved = await visitor.PostAsync(
            "/ui/secrets/default/marked-up/properties", ("description", Attack), ("owner", Attack), ("tags", "<script>alert(3)</script>")))
        {
            Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        }

        var scenery = await place.SceneryAsync();
        await scenery.RegisterAsync("marked-up", Attack);
        var build = $"/ui/builds/{scenery.Succeeded}";
        var typed = Uri.EscapeDataString(Attack);
        string[] addresses =
        [
            "/ui/secrets/default/marked-up", "/ui/secrets/default/marked-up/properties", $"/ui/secrets?filter={typed}", $"/ui/secrets?environment={typed}",
            $"/ui/secrets?done=created&name={typed}", $"/ui/secrets?sort={typed}", $"/ui/secrets?concern={typed}&order={typed}&after={typed}",
            $"/ui/audit?principal={typed}&action={typed}&name={typed}&environment={typed}&outcome={typed}", $"/ui/audit?since={typed}",
            "/ui/data-sources", "/ui/data-sources/default/marked-up", $"/ui/data-sources?environment={typed}", $"/ui/data-sources/{typed}/{typed}",
            "/ui/builds", build, build + "/log?after=0", build + $"/log?find={Uri.EscapeDataString("<script>")}", build + $"/log?find={typed}", $"/ui/builds?model={typed}&state={typed}",
            $"/ui/builds/{typed}", $"/ui/members/{typed}", $"/ui/groups/{typed}", $"/ui/policies/{typed}/edit", $"/ui/policies/explain?principal={typed}&action={typed}&environment={typed}&name={typed}",
            $"/ui/api-keys/new?user={typed}",
            $"/ui/sign-in?next={typed}", $"/ui/secrets/{typed}/{typed}", $"/ui/{typed}", $"/ui/secrets/new?environment={typed}",
        ];
        var pages = new List<string>();
        foreach (var address in addresses)
        {
            pages.Add(await visitor.TextAsync(address));
        }

        foreach (var name in new[] { Attack, "Bad_Name" })
        {
            using var refused = await visitor.PostAsync("/ui/secrets/new", ("environment", Attack), ("name", name), ("value", Attack));
            pages.Add(await refused.Content.ReadAsStringAsync());
        }

        foreach (var (path, form) in new (string, (string, string)[])[]
        {
            ("/ui/policies/set", [("name", Attack), ("definition", Attack)]), ("/ui/members/new", [("name", Attack)]), ("/ui/groups/new", [("name", Attack)]), ("/ui/api-keys/new", [("user", Attack), ("days", Attack)]),
        })
        {
            using var refused = await visitor.PostAsync(path, form);
            pages.Add(await refused.Content.ReadAsStringAsync());
        }

        pages.Add(await visitor.TextAsync(build + "/log/stream"));
        Assert.All(pages, page =>
        {
            Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        });

        await using var reader = await place.SignInAsync();
        foreach (var address in addresses)
        {
            await reader.Page.GotoAsync(address);
        }

        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task A_session_cannot_be_planted_reused_or_outlive_its_key()
    {
        // A cookie that was there before the sign-in is not taken over.
        using var planted = new Visitor(place.Server) { Cookie = $"{new string('a', 32)}.{new string('b', 43)}" };
        using (var answer = await planted.PostAsync("/ui/sign-in", ("api-key", place.ReaderKey)))
        {
            Assert.NotEqual(planted.Cookie, Visitor.SessionOf(answer));
        }

        await ExpectSignedOutAsync(planted);

        // After a sign-out the cookie is worth nothing; another session of the same key goes on.
        using var first = await Visitor.SignInAsync(place.Server, place.ReaderKey);
        using var second = await Visitor.SignInAsync(place.Server, place.ReaderKey);
        (await first.PostAsync("/ui/sign-out")).Dispose();
        await ExpectSignedOutAsync(first);
        Assert.Contains("Secrets", await second.TextAsync("/ui/secrets"), StringComparison.Ordinal);

        // Sign out everywhere.
        using var third = await Visitor.SignInAsync(place.Server, place.ReaderKey);
        (await third.PostAsync("/ui/sign-out-everywhere")).Dispose();
        await ExpectSignedOutAsync(second);
        await ExpectSignedOutAsync(third);

        // A session's id with another's random part is nobody's.
        using var fourth = await Visitor.SignInAsync(place.Server, place.ReaderKey);
        using var admin = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        fourth.Cookie = $"{admin.Cookie!.Split('.')[0]}.{fourth.Cookie!.Split('.', 2)[1]}";
        await ExpectSignedOutAsync(fourth);

        // It ends with its key.
        var key = await place.KeyAsync(new { user = "leaver@example.com", role = "reader" });
        using var leaver = await Visitor.SignInAsync(place.Server, key);
        using (var revoked = await admin.PostAsync($"/ui/api-keys/{key[4..36]}/revoke"))
        {
            Assert.Equal(HttpStatusCode.SeeOther, revoked.StatusCode);
        }

        await ExpectSignedOutAsync(leaver);
    }

    [Fact]
    public async Task The_cookie_is_no_credential_of_the_api_and_a_token_none_of_the_pages()
    {
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        using (var api = await visitor.GetAsync("/api/v1/environments/default/secrets"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        }

        using var page = await place.Rest.GetAsync("/ui/secrets");
        Assert.Equal(HttpStatusCode.SeeOther, page.StatusCode);
    }

    [Fact]
    public async Task The_headers_of_a_page_forbid_what_it_does_not_need()
    {
        using var visitor = new Visitor(place.Server);
        using var answer = await visitor.PostAsync("/ui/sign-in", ("api-key", place.ReaderKey));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^__Host-qwak-session=[^;]+; max-age=3600; path=/; secure; samesite=strict; httponly$", cookie);
        using var page = await visitor.GetAsync("/ui/sign-in");
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.Equal("DENY", Assert.Single(page.Headers.GetValues("X-Frame-Options")));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/ui/\\evil.example")]
    [InlineData("/api/v1/whoami")]
    public async Task After_the_sign_in_nobody_is_led_elsewhere(string next)
    {
        using var visitor = new Visitor(place.Server);
        using var answer = await visitor.PostAsync("/ui/sign-in", ("api-key", place.ReaderKey), ("next", next));
        Assert.Equal("/ui/secrets", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_value_that_is_no_form_field_is_refused_before_it_is_kept_anywhere()
    {
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        using var parts = new MultipartFormDataContent { { new StringContent("x"), "value" } };
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/ui/secrets/new") { Content = parts });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Live_views_of_a_session_are_bounded_and_one_that_is_closed_makes_room()
    {
        using var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        using var other = await Visitor.SignInAsync(place.Server, place.Server.AdminKey);
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++)
        {
            open.Add(await visitor.OpenAsync("/ui/audit/stream"));
        }

        Assert.All(open, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        using (var tooMany = await visitor.OpenAsync("/ui/audit/stream"))
        {
            Assert.NotNull(tooMany.Headers.RetryAfter);
            Assert.Contains("You have 8 live views open. Close one", await ExpectPageAsync(tooMany, HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
        }

        // Another session has its own, and pages are no streams.
        using (var others = await other.OpenAsync("/ui/audit/stream"))
        {
            Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        }

        Assert.Contains("Audit", await visitor.TextAsync("/ui/audit"), StringComparison.Ordinal);
        open[0].Dispose();
        var again = HttpStatusCode.TooManyRequests;
        for (var i = 0; i < 100 && again != HttpStatusCode.OK; i++)
        {
            await Task.Delay(100);
            using var answer = await visitor.OpenAsync("/ui/audit/stream");
            again = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, again);
        open.ForEach(stream => stream.Dispose());
    }

    private static async Task<string> ExpectPageAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal((status, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task ExpectSignedOutAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/ui/overview");
        Assert.Equal((HttpStatusCode.SeeOther, "/ui/sign-in?next=%2Fui%2Foverview"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    private async Task ExpectUnchangedAsync()
    {
        var value = await place.Rest.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/environments/default/secrets/attacked/value");
        Assert.Equal("as it was", value.GetProperty("value").GetString());
        var properties = await place.Rest.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/environments/default/secrets/attacked");
        Assert.False(properties.TryGetProperty("description", out var description) && description.ValueKind == System.Text.Json.JsonValueKind.String);
        using var made = await place.Rest.GetAsync("/api/v1/environments/default/secrets/attacked-new");
        Assert.Equal(HttpStatusCode.NotFound, made.StatusCode);
    }
}
