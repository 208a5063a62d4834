using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>What somebody does with secrets in a browser, from signing in to signing out.</summary>
[Collection(UiTests.Name)]
public sealed class WalkTests(UiPlace place)
{
    [Fact]
    public async Task Secrets_are_created_found_changed_deleted_and_restored()
    {
        await using var reader = await place.SignInAsync();
        var page = reader.Page;

        // Create: a bad name is refused as it is typed, with the fix offered.
        await reader.FollowAsync("Create new secret");
        var name = page.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("Walk_User");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use walk-user" }).ClickAsync();
        await Assertions.Expect(name).ToHaveValueAsync("walk-user");
        var value = page.GetByLabel("Value", new() { Exact = true });
        await value.FillAsync("first line\nsecond line");
        Assert.Equal("disc", await HidingAsync(value));
        var show = page.GetByRole(AriaRole.Button, new() { Name = "Show while held" });
        await show.HoverAsync();
        await page.Mouse.DownAsync();
        Assert.Equal("none", await HidingAsync(value));
        await page.Mouse.UpAsync();
        Assert.Equal("disc", await HidingAsync(value));
        await reader.ClickAsync("Create secret");
        await reader.ExpectAsync("Successfully created new secret walk-user");
        Assert.Equal("first line\nsecond line", await ReadAsync("walk-user"));

        // The form is empty again on the way back.
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByLabel("Value", new() { Exact = true })).ToHaveValueAsync("");

        // A name that is taken is told, and the form keeps the name and not the value.
        await page.GotoAsync("/ui/secrets/new");
        await name.FillAsync("walk-user");
        await value.FillAsync("not to be seen again");
        await reader.ClickAsync("Create secret");
        await reader.ExpectAsync("There is a secret of this name already.");
        await Assertions.Expect(name).ToHaveValueAsync("walk-user");
        Assert.DoesNotContain("not to be seen again", await page.ContentAsync(), StringComparison.Ordinal);

        // New version.
        await page.GotoAsync("/ui/secrets/default/walk-user");
        await reader.FollowAsync("New version");
        await value.FillAsync("another value");
        await reader.ClickAsync("Set new version");
        await reader.ExpectAsync("Successfully set a new version of walk-user");
        Assert.Equal("another value", await ReadAsync("walk-user"));

        // Properties.
        await reader.FollowAsync("Edit properties");
        await page.GetByLabel("Description").FillAsync("For the walk");
        await page.GetByLabel("Tags").FillAsync("walk test");
        await page.GetByLabel("Replace the value by").FillAsync("2020-01-31");
        await reader.ClickAsync("Save");
        await reader.ExpectAsync("For the walk");
        await reader.ExpectAsync("2020-01-31");

        // It is expired, so the overview has it.
        await page.GotoAsync("/ui/overview");
        await reader.ExpectAsync("walk-user");

        // Delete: only with the name typed.
        await page.GotoAsync("/ui/secrets/default/walk-user/delete");
        var delete = page.GetByRole(AriaRole.Button, new() { Name = "Delete secret" });
        await Assertions.Expect(delete).ToBeDisabledAsync();
        await page.GetByLabel(new Regex("^Type")).FillAsync("walk-user");
        await delete.ClickAsync();
        await reader.ExpectAsync("Deleted walk-user.");

        // Restore.
        await reader.FollowAsync("Deleted secrets");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore walk-user" }).ClickAsync();
        await reader.ExpectAsync("Restored walk-user");
        Assert.Equal("another value", await ReadAsync("walk-user"));

        // The audit trail has all of it.
        await page.GotoAsync("/ui/audit");
        await page.GetByLabel("Of what").FillAsync("walk-user");
        await page.GetByLabel("What", new() { Exact = true }).FillAsync("secret.delete");
        await reader.ClickAsync("Apply");
        Assert.Equal(1, await page.Locator("tbody tr").CountAsync());

        // Sign out: the session is over, also for who kept the cookie.
        var cookies = await reader.Context.CookiesAsync();
        await page.GetByText("admin", new() { Exact = true }).First.ClickAsync();
        await reader.ClickAsync("Sign out");
        await reader.ExpectAsync("You are signed out.");
        await reader.Context.AddCookiesAsync(cookies.Select(c => new Cookie
        {
            Name = c.Name, Value = c.Value, Url = place.Server.Url, HttpOnly = true, Secure = true, SameSite = SameSiteAttribute.Strict,
        }));
        await page.GotoAsync("/ui/secrets");
        await Assertions.Expect(page.GetByLabel("API key")).ToBeVisibleAsync();
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task A_list_is_filtered_as_it_is_typed_sorted_and_paged()
    {
        for (var i = 0; i < 60; i++)
        {
            await place.SetAsync($"paged-{i:00}", environment: i % 2 == 0 ? "default" : "production");
        }

        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await page.GetByLabel("Filter by name").PressSequentiallyAsync("paged-1");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(10);
        Assert.Equal("paged-10", (await reader.NamesAsync()).Split(' ')[0]);

        await page.GetByLabel("Filter by name").FillAsync("paged-");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await reader.FollowAsync("Next page");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(10);
        Assert.StartsWith("paged-50", await reader.NamesAsync(), StringComparison.Ordinal);
        await reader.FollowAsync("First page");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);

        foreach (var (header, first) in new[] { ("Name", "paged-59"), ("Environment", "paged-00"), ("Created", "paged-00"), ("Updated", "paged-00") })
        {
            await page.Locator("thead").GetByRole(AriaRole.Link, new() { Name = header }).ClickAsync();
            await Assertions.Expect(page.Locator("tbody th.name").First).ToHaveTextAsync(first);
        }

        await page.GetByLabel("Environment", new() { Exact = true }).SelectOptionAsync("production");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(30);
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task A_file_is_dropped_on_the_field_of_the_value()
    {
        await using var reader = await place.SignInAsync();
        await reader.Page.GotoAsync("/ui/secrets/new");
        await reader.Page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File(['-----BEGIN KEY-----\nabc\n'], 'key.pem'));
              document.getElementById('value').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await Assertions.Expect(reader.Page.GetByLabel("Value", new() { Exact = true })).ToHaveValueAsync("-----BEGIN KEY-----\nabc\n");
        await reader.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("dropped-key");
        await reader.ClickAsync("Create secret");
        await reader.ExpectAsync("Successfully created new secret dropped-key");
        Assert.Equal("-----BEGIN KEY-----\nabc\n", await ReadAsync("dropped-key"));
    }

    [Fact]
    public async Task Everything_works_without_scripts()
    {
        await using var reader = await place.SignInAsync(options: new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = reader.Page;
        await page.GotoAsync("/ui/secrets/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Plain_Name");
        await page.GetByLabel("Value", new() { Exact = true }).FillAsync("typed without scripts");
        await reader.ClickAsync("Create secret");
        await reader.ExpectAsync("Did you mean 'plain-name'?");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("plain-name");
        await page.GetByLabel("Value", new() { Exact = true }).FillAsync("typed without scripts");
        await reader.ClickAsync("Create secret");
        await reader.ExpectAsync("Successfully created new secret plain-name");
        await page.GetByLabel("Filter by name").FillAsync("plain-n");
        await reader.ClickAsync("Apply");
        Assert.Equal("plain-name", await reader.NamesAsync());
        await reader.FollowAsync("plain-name");
        await reader.FollowAsync("Delete");
        await page.GetByLabel(new Regex("^Type")).FillAsync("another-name");
        await reader.ClickAsync("Delete secret");
        await reader.ExpectAsync("That is not the secret's name.");
        await page.GetByLabel(new Regex("^Type")).FillAsync("plain-name");
        await reader.ClickAsync("Delete secret");
        await reader.ExpectAsync("Deleted plain-name.");
    }

    private static Task<string> HidingAsync(ILocator value) => value.EvaluateAsync<string>("e => getComputedStyle(e).webkitTextSecurity");

    private async Task<string?> ReadAsync(string name)
    {
        using var answer = await place.Rest.GetAsync($"/api/v1/environments/default/secrets/{name}/value");
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("value").GetString();
    }
}
