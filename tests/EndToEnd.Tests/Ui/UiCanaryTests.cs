using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>Values that are stored through the pages, and looked for in all that the pages answer and keep.</summary>
[Collection(UiTests.Name)]
public sealed class UiCanaryTests(UiPlace place)
{
    private static readonly int Values = FullRun.Count(10, 1000);

    [Fact]
    public async Task No_value_comes_back()
    {
        await using var reader = await place.SignInAsync();
        var page = reader.Page;
        var seen = new ConcurrentQueue<string>();
        var reading = new ConcurrentQueue<Task>();
        page.RequestFinished += (_, request) => reading.Enqueue(ReadAsync(request, seen));

        for (var i = 0; i < Values; i++)
        {
            await page.GotoAsync("/ui/secrets/new");
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync(i % 10 == 9 ? "Canary_Bad" : $"canary-{i:0000}");
            await page.GetByLabel("Value", new() { Exact = true }).FillAsync(Canary(i));
            await reader.ClickAsync("Create secret");
            await reader.ExpectAsync(i % 10 == 9 ? "A secret name consists of" : "Successfully created new secret");
            seen.Enqueue(await page.ContentAsync());
        }

        foreach (var address in new[] { "/ui/secrets?filter=canary", "/ui/secrets/default/canary-0000", "/ui/audit", "/ui/overview", "/ui/secrets/default/canary-0000/version" })
        {
            await page.GotoAsync(address);
            seen.Enqueue(await page.ContentAsync());
        }

        // Values that builds and sources used: in no page of them, nor in what a test and a stream answer.
        var scenery = await place.SceneryAsync();
        foreach (var address in new[]
        {
            "/ui/builds", $"/ui/builds/{scenery.Succeeded}", $"/ui/builds/{scenery.Succeeded}/log?after=0", $"/ui/builds/{scenery.Failed}", $"/ui/builds/{scenery.Succeeded}/log?find=token",
            "/ui/data-sources", "/ui/secrets/default/model-token", $"/ui/data-sources/default/{Scenery.Source}",
        })
        {
            await page.GotoAsync(address);
            seen.Enqueue(await page.ContentAsync());
        }

        await reader.ClickAsync("Test connection");
        await reader.ExpectAsync("The source can be opened.");
        seen.Enqueue(await page.ContentAsync());
        await reader.ClickAsync("Sample table");
        await reader.ExpectAsync("shown this once");
        seen.Enqueue(await page.ContentAsync());

        seen.Enqueue(await page.EvaluateAsync<string>("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state, location.href])"));
        seen.Enqueue(await page.EvaluateAsync<string>("(async () => JSON.stringify([await caches.keys(), (await indexedDB.databases()).map(d => d.name)]))()"));
        await Task.WhenAll(reading).WaitAsync(TimeSpan.FromMinutes(1));
        var all = string.Join('\n', seen);
        Assert.True(all.Length > Values * 1000, "little was looked at");
        for (var i = 0; i < Values; i++)
        {
            Assert.DoesNotContain(Canary(i), all, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary(i))), all, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Scenery.Value, all, StringComparison.Ordinal);
        Assert.DoesNotContain(place.Server.AdminKey, all, StringComparison.Ordinal);
        Assert.Empty(reader.Faults);
    }

    private static string Canary(int i) => $"cnry{i:0000}Zq7Xw9";

    private static async Task ReadAsync(IRequest request, ConcurrentQueue<string> seen)
    {
        if (await request.ResponseAsync() is not { } answer)
        {
            return;
        }

        seen.Enqueue(answer.Url + string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {h.Value}")));
        try
        {
            if (answer.Status is not (204 or >= 300 and < 400))
            {
                seen.Enqueue(await answer.TextAsync());
            }
        }
        catch (PlaywrightException)
        {
            // The body of a page that was left is gone; its content was read while it was shown.
        }
    }
}
