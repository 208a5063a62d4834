using System.Net.Http.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>The pictures of <c>docs/ui</c>. Made when they are asked for, by this class alone; to be looked at before they are checked in.</summary>
[Collection(UiTests.Name)]
public sealed class GuidePicturesTests(UiPlace place)
{
    private const string Shown = "snowflake-user";

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "ui");

    [Fact]
    public async Task The_guides_pictures_are_made_anew()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("QWAK_UPDATE_PICTURES") == "1", "With QWAK_UPDATE_PICTURES=1.");
        await FillAsync();
        var scenery = await place.SceneryAsync();
        await TakeAsync("secrets", 1120, 700, "/ui/secrets");
        await TakeAsync("secret", 1120, 820, $"/ui/secrets/default/{Shown}");
        await TakeAsync("build", 1280, 900, $"/ui/builds/{scenery.Succeeded}");
        await TakeAsync("overview", 1280, 900, "/ui/overview");
        await TakeAsync("audit-narrow", 390, 900, "/ui/audit?action=secret.read");
        await TakeAsync("new-secret-dark", 1120, 720, "/ui/secrets/new", ColorScheme.Dark, async page =>
        {
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Snowflake_User");
            await page.GetByLabel("Value", new() { Exact = true }).FillAsync("made-for-a-picture");
            await page.GetByRole(AriaRole.Button, new() { Name = "Use snowflake-user" }).WaitForAsync();
        });

        async Task TakeAsync(string name, int width, int height, string address, ColorScheme colours = ColorScheme.Light, Func<IPage, Task>? prepare = null)
        {
            await using var reader = await place.SignInAsync(options: new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = height } });
            await reader.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
            await (prepare?.Invoke(reader.Page) ?? Task.CompletedTask);
            await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png") });
            Assert.Empty(reader.Faults);
        }
    }

    private async Task FillAsync()
    {
        foreach (var name in new[] { "aws-api-key", "aws-api-secret", "bigquery-creds", "github-token", "kafka-sasl-password", "openai-api-key", Shown, Shown, Shown })
        {
            await place.SetAsync(name, Guid.CreateVersion7().ToString());
            (await place.Rest.GetAsync($"/api/v1/environments/default/secrets/{name}/value")).EnsureSuccessStatusCode();
        }

        (await place.Rest.PatchAsJsonAsync($"/api/v1/environments/default/secrets/{Shown}", new
        {
            description = "The user that feature sets read Snowflake as", owner = "data-platform", tags = new[] { "features", "snowflake" },
            expiresAt = TimeProvider.System.GetUtcNow().AddDays(20),
        })).EnsureSuccessStatusCode();

        // Reads of days that are over: what remains of them is their number.
        var today = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 86_400_000;
        await using var store = new SqliteConnection($"Data Source={Path.Combine(place.Server.Data, "store.db")};Pooling=False;Default Timeout=30");
        for (var ago = 1; ago < 80; ago++)
        {
            var row = new { environment = "default", name = Shown, day = today - ago, reads = ago * 37 % 11 * (ago % 7 < 5 ? 5 : 1), at = (today - ago) * 86_400_000 };
            await store.ExecuteAsync("INSERT INTO secret_usage (environment, name, day, reads, uses, last_at, last_by) VALUES (@environment, @name, @day, @reads, 0, @at, 'admin')", row);
            await store.ExecuteAsync("INSERT INTO secret_usage_day (environment, day, reads, uses) VALUES (@environment, @day, @reads, 0)", row);
        }
    }
}
