using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>What comes while somebody looks: logs, samples, and the audit trail.</summary>
[Collection(UiTests.Name)]
public sealed class LiveTests(UiPlace place)
{
    [Fact]
    public async Task A_build_is_followed_while_it_runs_and_its_log_is_searched_and_paged()
    {
        var scenery = await place.SceneryAsync();
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await reader.FollowAsync("Builds");
        await page.Locator($"a[href='/ui/builds/{scenery.Running}']").ClickAsync();
        await reader.ExpectAsync("waiting for a signal [redacted:model-token]");
        await reader.ExpectAsync("Running");
        await scenery.GoOnAsync();
        await Assertions.Expect(page.Locator(".log")).ToContainTextAsync("the signal came <script>alert('log')</script>");
        await reader.ExpectAsync("It has ended.");

        await page.GotoAsync($"/ui/builds/{scenery.Succeeded}");
        await reader.ExpectAsync("Succeeded");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "model-token" })).ToContainTextAsync("Read");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "warehouse-user" })).ToContainTextAsync("Not read");
        await reader.ExpectAsync("model.bin");
        await reader.FollowAsync("Search and page");
        await Assertions.Expect(page.Locator(".log")).ToContainTextAsync("line 2999");
        await reader.FollowAsync("Start");
        await Assertions.Expect(page.Locator(".log")).ToContainTextAsync("The token is [redacted:model-token]");
        await Assertions.Expect(page.Locator(".log")).ToContainTextAsync($"red {Scenery.Markup}");
        await Assertions.Expect(page.Locator(".log .err").First).ToContainTextAsync("on standard error");
        await reader.FollowAsync("Later");
        await page.GetByLabel("Lines with").FillAsync("LINE 1234");
        await reader.ClickAsync("Search");
        await Assertions.Expect(page.Locator(".matches li")).ToHaveCountAsync(1);
        await page.Locator(".matches a").ClickAsync();
        await Assertions.Expect(page.Locator(".log")).ToContainTextAsync("line 1234");
        var download = await page.RunAndWaitForDownloadAsync(() => reader.FollowAsync("Download"));
        var text = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("line 2999", text, StringComparison.Ordinal);
        Assert.Contains($"red {Scenery.Markup}", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain(Scenery.Value, text, StringComparison.Ordinal);

        await page.GotoAsync($"/ui/builds/{scenery.Failed}");
        await reader.ExpectAsync("Failed");
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task What_uses_a_secret_can_be_followed_and_stands_in_the_way_of_its_deletion()
    {
        var scenery = await place.SceneryAsync();
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await page.GetByLabel("Filter by name").FillAsync("warehouse-password");
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("source");
        await page.GotoAsync("/ui/secrets/default/model-token");
        await page.Locator($".graph a[href='/ui/builds/{scenery.Succeeded}']").ClickAsync();
        await reader.ExpectAsync($"Build {scenery.Succeeded}");

        await scenery.RegisterAsync("stands-in-the-way", "");
        await page.GotoAsync("/ui/secrets/default/warehouse-user/delete");
        await reader.ExpectAsync("stands-in-the-way");
        await page.GetByLabel(new Regex("^Type")).FillAsync("warehouse-user");
        await reader.ClickAsync("Delete secret");
        await reader.ExpectAsync("pictured-warehouse, stands-in-the-way. Delete them");

        await page.GotoAsync("/ui/data-sources/default/stands-in-the-way/delete");
        await page.GetByLabel(new Regex("^Type")).FillAsync("stands-in-the-way");
        await reader.ClickAsync("Delete data source");
        await reader.ExpectAsync("Deleted the data source stands-in-the-way.");
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task A_data_source_is_tested_and_sampled()
    {
        await place.SceneryAsync();
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        await reader.FollowAsync("Data sources");
        await reader.FollowAsync(Scenery.Source);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "warehouse-password" })).ToHaveAttributeAsync("href", "/ui/secrets/default/warehouse-password");
        await reader.ClickAsync("Test connection");
        await reader.ExpectAsync("The source can be opened.");
        await reader.ClickAsync("Sample table");
        await reader.ExpectAsync("Zoë \"q\" ☃");
        await page.GotoAsync($"/ui/data-sources/default/{Scenery.Source}");
        await Assertions.Expect(page.GetByText("Zoë")).ToHaveCountAsync(0);
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task The_audit_trail_is_followed()
    {
        await using var reader = await place.SignInAsync();
        await reader.Page.GotoAsync("/ui/audit?name=followed-user");
        await reader.ExpectAsync("No event matches.");
        await place.SetAsync("followed-user");
        await reader.Page.ReloadAsync();
        await Assertions.Expect(reader.Page.Locator("tbody tr")).ToHaveCountAsync(1);

        // The stream shows what comes from when it has begun.
        await reader.Page.RunAndWaitForResponseAsync(() => reader.ClickAsync("Follow live"), answer => answer.Url.Contains("/ui/audit/stream", StringComparison.Ordinal));
        await place.SetAsync("followed-user", "another value");
        await place.SetAsync("not-followed-user");
        await Assertions.Expect(reader.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(reader.Page.Locator("tbody tr").First).ToContainTextAsync("secret.set");
        await reader.ClickAsync("Stop following");
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_audit_trail_is_verified_and_the_first_bad_event_is_marked(bool hasScripts)
    {
        await using var reader = await place.SignInAsync(options: new BrowserNewContextOptions { JavaScriptEnabled = hasScripts });
        await reader.Page.GotoAsync("/ui/audit");
        await reader.FollowAsync("Verify");
        await reader.ClickAsync("Verify now");
        await reader.ExpectAsync("are as they were written");
        Assert.Equal(0, await reader.Page.Locator(".chain .broken").CountAsync());

        var original = Change("SELECT action FROM audit_event WHERE sequence = 7");
        Change("UPDATE audit_event SET action = 'forged' WHERE sequence = 7");
        try
        {
            await reader.Page.GotoAsync("/ui/audit/verify");
            await reader.ClickAsync("Verify now");
            await reader.ExpectAsync("The trail is not as it was written.");
            await reader.ExpectAsync("First bad event: 7");
            Assert.Equal(1, await reader.Page.Locator(".chain .broken").CountAsync());
        }
        finally
        {
            Change($"UPDATE audit_event SET action = '{original}' WHERE sequence = 7");
        }

        Assert.Empty(reader.Faults);
    }

    private string? Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(place.Server.Data, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
