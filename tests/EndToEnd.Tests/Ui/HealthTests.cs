using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>The overview while something is wrong: which part, why, and what to do.</summary>
[Collection(UiTests.Name)]
public sealed class HealthTests(UiPlace place)
{
    [Fact]
    public async Task What_fails_is_red_with_its_reason_and_what_to_do_until_it_is_mended()
    {
        using var disk = await FaultyDisk.MakeAsync();
        await using var store = new ServedStore();
        await store.StartAsync(disk.Variables(store));
        await using var reader = await Reader.OpenAsync(await place.Browser.NewContextAsync(new BrowserNewContextOptions { IgnoreHTTPSErrors = true, BaseURL = store.Place.Url }));
        await reader.SignInAsync(store.Place.AdminKey);
        await ExpectAsync(reader, HttpStatusCode.OK, red: []);

        // The anchor has no place any more: everything goes on, but nobody would notice that the store was put back.
        var anchor = store.Place.Data + ".audit-anchor";
        File.Delete(anchor);
        Directory.CreateDirectory(Path.Combine(anchor, "in-the-way"));
        await ExpectAsync(reader, HttpStatusCode.OK, red: ["The anchor is not renewed"]);
        await reader.ExpectAsync("See that the file of --anchor-file can be written");
        await reader.ExpectAsync("Needs attention");
        Directory.Delete(anchor, recursive: true);
        await ExpectAsync(reader, HttpStatusCode.OK, red: []);

        // A full disk: nothing can be recorded, so nothing is answered but why.
        disk.Arm(Fault.DiskFull, k: 1, forGood: true);
        await ExpectAsync(reader, HttpStatusCode.ServiceUnavailable, red: ["Cannot be written", "Nothing can be recorded"]);
        await reader.ExpectAsync("full");
        await reader.ExpectAsync("Make room on its disk");
        await reader.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", "overview-failing-light-1280.png") });
        await reader.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await reader.Page.SetViewportSizeAsync(360, 900);
        await reader.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", "overview-failing-dark-360.png"), FullPage = true });
        Assert.Equal("", await reader.ViolationsAsync(rule: null));
        await reader.Page.GotoAsync("/ui/secrets");
        await reader.FollowAsync("See how the service is");
        await reader.ExpectAsync("Make room on its disk");
        disk.Heal();
        await ExpectAsync(reader, HttpStatusCode.OK, red: []);
        Assert.DoesNotContain(reader.Faults, fault => !fault.Contains("503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sealed_service_says_so_and_what_to_do()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using (var rest = await server.NewRestAsync())
        using (var answer = await rest.PostAsJsonAsync("/api/v1/service/seal", new { }))
        {
            answer.EnsureSuccessStatusCode();
        }

        await using var reader = await Reader.OpenAsync(await place.Browser.NewContextAsync(new BrowserNewContextOptions { IgnoreHTTPSErrors = true, BaseURL = server.Url }));
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await reader.Page.GotoAsync("/ui/overview");
                break;
            }
            catch (PlaywrightException)
            {
                await Task.Delay(100); // For a moment nothing listens.
            }
        }

        await reader.ExpectAsync("The service is sealed");
        await reader.ExpectAsync("qwak server unseal");
        Assert.Equal(["Closed", "Sealed"], await reader.Page.Locator(".state.deleted").AllInnerTextsAsync());
        await reader.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", "sealed-light-1280.png") });
        Assert.Equal("", await reader.ViolationsAsync(rule: null));
        Assert.DoesNotContain(reader.Faults, fault => !fault.Contains("503", StringComparison.Ordinal));
    }

    // Asks again and again: a part is told to fail once it has.
    private static async Task ExpectAsync(Reader reader, HttpStatusCode status, string[] red)
    {
        (HttpStatusCode Status, string Red) found = default;
        for (var i = 0; i < 60 && found != (status, string.Join(';', red)); i++)
        {
            var answer = await reader.Page.GotoAsync("/ui/overview");
            found = ((HttpStatusCode)answer!.Status, string.Join(';', await reader.Page.Locator(".state.deleted").AllInnerTextsAsync()));
            await Task.Delay(500);
        }

        Assert.Equal((status, string.Join(';', red)), found);
    }
}
