using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>Members, roles, keys and policies, changed in a browser.</summary>
[Collection(UiTests.Name)]
public sealed class AdministrationTests(UiPlace place)
{
    [Fact]
    public async Task A_member_gets_a_role_and_a_key_and_goes_again()
    {
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await reader.FollowAsync("Members");
        await reader.FollowAsync("Add member");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("new@example.com");
        await reader.ClickAsync("Add member");
        await reader.ExpectAsync("No role.");
        await page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("reader");
        await page.GetByLabel("Environment", new() { Exact = true }).SelectOptionAsync("production");
        await reader.ClickAsync("Grant role");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("production");

        await reader.FollowAsync("Generate API key");
        await reader.ExpectAsync("Generate an API key");
        await page.GetByLabel("Environment", new() { Exact = true }).SelectOptionAsync("production");
        await page.GetByLabel("Expires after days").FillAsync("never");
        await reader.ClickAsync("Generate key");
        await reader.ExpectAsync("The number of days is a whole number");
        await page.GetByLabel("Expires after days").FillAsync("30");
        await reader.ClickAsync("Generate key");
        var key = await page.Locator("pre code").InnerTextAsync();
        using (var theirs = await Visitor.SignInAsync(place.Server, key))
        {
            Assert.DoesNotContain("Members", await theirs.TextAsync("/ui/secrets"), StringComparison.Ordinal);
        }

        await page.GotoAsync("/ui/api-keys");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GotoAsync("/ui/members/new@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke reader in production" }).ClickAsync();
        await reader.ExpectAsync("No role.");
        await reader.FollowAsync("Delete");
        await page.GetByLabel(new Regex("^Type")).FillAsync("new@example.com");
        await reader.ClickAsync("Delete member");
        await Assertions.Expect(page.GetByText("new@example.com")).ToHaveCountAsync(0);
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task A_group_is_made_filled_named_by_a_policy_emptied_and_deleted()
    {
        const string Definition = """{"effect":"allow","principals":["group:walk-group"],"actions":["list"],"environments":["default"],"names":["walk-*"]}""";
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await reader.FollowAsync("Groups");
        await reader.FollowAsync("New group");
        await reader.ExpectAsync("Policies that name it already");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Walk Group");
        await reader.ClickAsync("Make group");
        await Assertions.Expect(page.Locator("#problem")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("walk-group");
        await reader.ClickAsync("Make group");
        await reader.ExpectAsync("Nobody is in it.");
        await reader.ExpectAsync("No policy names it.");
        await page.GetByLabel("User or service account").FillAsync("nobody@example.com");
        await reader.ClickAsync("Add to group");
        await reader.ExpectAsync("There is no such user or service account.");
        await page.GetByLabel("User or service account").FillAsync("reader@example.com");
        await reader.ClickAsync("Add to group");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "reader@example.com" })).ToBeVisibleAsync();

        using (var visitor = await Visitor.SignInAsync(place.Server, place.Server.AdminKey))
        {
            using var set = await visitor.PostAsync("/ui/policies/set", ("name", "walk-group-policy"), ("definition", Definition));
            await page.ReloadAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "walk-group-policy" })).ToContainTextAsync("allow");
            using var deleted = await visitor.PostAsync("/ui/policies/walk-group-policy/delete");
        }

        await reader.FollowAsync("Members");
        await page.GetByRole(AriaRole.Row, new() { Name = "reader@example.com" }).GetByRole(AriaRole.Link, new() { Name = "walk-group" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove reader@example.com" }).ClickAsync();
        await reader.ExpectAsync("Nobody is in it.");
        await reader.FollowAsync("Delete");
        await page.GetByLabel(new Regex("^Type")).FillAsync("walk-group");
        await reader.ClickAsync("Delete group");
        await reader.ExpectAsync("Members that policies speak of together");
        await Assertions.Expect(page.GetByText("walk-group", new() { Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var reader = await place.SignInAsync();
        await reader.Page.GotoAsync("/ui/members/admin");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke admin in all" }).ClickAsync();
        await reader.ExpectAsync("This is the last administrator");
    }

    [Fact]
    public async Task A_policy_is_written_mended_explained_and_deleted()
    {
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await reader.FollowAsync("Policies");
        await reader.FollowAsync("New policy");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("walk-policy");
        await page.GetByLabel("Definition").FillAsync("{\n  \"effect\": \"deny\",\n  \"actoins\": []\n}");
        await reader.ClickAsync("Save policy");
        await reader.ExpectAsync("This is not the JSON of a policy in line 3");
        await page.GetByLabel("Definition").FillAsync(
            """{"effect": "deny", "principals": ["reader@example.com"], "actions": ["read"], "environments": ["default"], "names": ["walk-*"]}""");
        await reader.ClickAsync("Save policy");
        await reader.FollowAsync("walk-policy");
        await Assertions.Expect(page.GetByLabel("Definition")).ToHaveValueAsync(new Regex("reader@example.com"));

        await page.GotoAsync("/ui/policies/explain");
        await page.GetByLabel("Who").FillAsync("reader@example.com");
        await page.GetByLabel("Does what").SelectOptionAsync("read");
        await page.GetByLabel("Environment").SelectOptionAsync("default");
        await page.GetByLabel("With which secret").FillAsync("walk-user");
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        await reader.ExpectAsync("the policy 'walk-policy' denies it");

        await page.GotoAsync("/ui/policies/walk-policy/edit");
        await reader.FollowAsync("Delete");
        await reader.ClickAsync("Delete policy");
        await Assertions.Expect(page.GetByText("walk-policy")).ToHaveCountAsync(0);
        Assert.Empty(reader.Faults);
    }
}
