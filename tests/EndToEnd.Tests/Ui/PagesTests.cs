using Microsoft.Playwright;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>Every page in light and dark, narrow and wide: accessible, without a fault, within its width; and a picture of each.</summary>
[Collection(UiTests.Name)]
public sealed class PagesTests(UiPlace place)
{
    private const string LongName = "a-very-long-name-of-a-secret-that-somebody-chose-to-be-as-exact-as-the-rule-of-names-lets-them-be-x1";

    // How far the page reaches beyond the window, or a table beyond its frame where the frame does not scroll.
    private const string Beyond = """
        Math.max(document.documentElement.scrollWidth - innerWidth,
          ...[...document.querySelectorAll(".table:not([tabindex])")].map(frame => frame.scrollWidth - frame.clientWidth))
        """;

    private static readonly string Screenshots = Path.Combine(Repository.Root, "artifacts", "screenshots");

    // Axe takes seconds for a page: only in --full it looks at all. Pages have one style sheet and are made of the same pieces.
    private static readonly string[] ForAxe = ["sign-in", "secrets", "secret", "secret-new", "audit", "overview", "build-succeeded", "source", "audit-verified", "secret-used"];

    private static readonly (string Name, string Address)[] Pages =
    [
        ("secrets", "/ui/secrets"), ("secrets-created", "/ui/secrets?done=created&name=pictured-user"), ("secrets-none", "/ui/secrets?filter=nothing-like-it"),
        ("secrets-deleted", "/ui/secrets?deleted=true"), ("secret-new", "/ui/secrets/new"), ("secret", "/ui/secrets/default/pictured-user"),
        ("secret-long-name", $"/ui/secrets/default/{LongName}"), ("secret-version", "/ui/secrets/default/pictured-user/version"),
        ("secret-properties", "/ui/secrets/default/pictured-user/properties"), ("secret-delete", "/ui/secrets/default/pictured-user/delete"),
        ("secret-missing", "/ui/secrets/default/not-there"), ("overview", "/ui/overview"), ("audit", "/ui/audit"), ("audit-none", "/ui/audit?name=not-there"),
        ("environments", "/ui/environments"), ("api-keys", "/ui/api-keys"), ("members", "/ui/members"), ("policies", "/ui/policies"),
        ("api-key-new", "/ui/api-keys/new"), ("member", "/ui/members/reader@example.com"), ("member-new", "/ui/members/new"),
        ("groups", "/ui/groups"), ("group-new", "/ui/groups/new"), ("group", "/ui/groups/pictured-group"), ("group-delete", "/ui/groups/pictured-group/delete"),
        ("member-delete", "/ui/members/reader@example.com/delete"), ("policy-new", "/ui/policies/new"), ("policy-explain", "/ui/policies/explain"),
        ("policy-explained", "/ui/policies/explain?principal=reader@example.com&action=read&environment=default&name=pictured-user"),
        ("builds", "/ui/builds"), ("builds-none", "/ui/builds?model=nothing-like-it"), ("builds-failed", "/ui/builds?state=failed"),
        ("build-succeeded", "/ui/builds/{succeeded}"), ("build-failed", "/ui/builds/{failed}"), ("build-running", "/ui/builds/{running}"),
        ("build-log", "/ui/builds/{succeeded}/log"), ("build-log-found", "/ui/builds/{succeeded}/log?find=line%201"), ("build-log-none", "/ui/builds/{succeeded}/log?find=nowhere"),
        ("sources", "/ui/data-sources"), ("sources-none", "/ui/data-sources?environment=production"), ("source", $"/ui/data-sources/default/{Scenery.Source}"),
        ("source-long-name", $"/ui/data-sources/default/{LongName}"), ("source-delete", $"/ui/data-sources/default/{Scenery.Source}/delete"),
        ("secret-used", "/ui/secrets/default/model-token"), ("secret-used-delete", "/ui/secrets/default/warehouse-password/delete"), ("audit-verify", "/ui/audit/verify"),
    ];

    /// <summary>Each takes a minute: the rest only with <c>--full</c>.</summary>
    public static TheoryData<ColorScheme, int> Looks => FullRun.IsAsked
        ? new() { { ColorScheme.Light, 1280 }, { ColorScheme.Dark, 1280 }, { ColorScheme.Light, 360 }, { ColorScheme.Dark, 360 }, { ColorScheme.Dark, 2560 } }
        : new() { { ColorScheme.Light, 1280 }, { ColorScheme.Dark, 360 } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Pages_are_accessible_and_fit(ColorScheme colours, int width)
    {
        foreach (var name in new[] { "pictured-user", "pictured-user", "aws-api-key", "aws-api-secret", "bigquery-creds", LongName })
        {
            await place.SetAsync(name, Guid.CreateVersion7().ToString());
        }

        var scenery = await place.SceneryAsync();
        await scenery.RegisterAsync(LongName, new string('d', 200));
        await place.MakeGroupAsync("pictured-group", "reader@example.com", "ci@example.com");

        var options = new BrowserNewContextOptions { ColorScheme = colours, ViewportSize = new ViewportSize { Width = width, Height = 900 } };
        await using var reader = await place.NewReaderAsync(options);
        var violations = new List<string>();
        await LookAsync("sign-in", "/ui/sign-in");
        await reader.SignInAsync(place.Server.AdminKey);
        foreach (var (name, address) in Pages)
        {
            await LookAsync(name, address
                .Replace("{succeeded}", scenery.Succeeded, StringComparison.Ordinal)
                .Replace("{failed}", scenery.Failed, StringComparison.Ordinal)
                .Replace("{running}", scenery.Running, StringComparison.Ordinal));
        }

        await AnswerAsync("audit-verified", "/ui/audit/verify", "Verify now", "are as they were written");
        await AnswerAsync("source-tested", $"/ui/data-sources/default/{Scenery.Source}", "Test connection", "The source can be opened.");
        await AnswerAsync("source-sampled", $"/ui/data-sources/default/{Scenery.Source}", "Sample table", "shown this once");
        await AnswerAsync("policy-wrong", "/ui/policies/new", "Save policy", "A policy's name has");

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(reader.Faults);

        async Task LookAsync(string name, string address)
        {
            await reader.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
            await LookAtAsync(name, address);
        }

        async Task AnswerAsync(string name, string address, string button, string expected)
        {
            await reader.Page.GotoAsync(address);
            if (button == "Save policy")
            {
                await reader.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Not A Name");
            }

            await reader.ClickAsync(button);
            await reader.ExpectAsync(expected);
            await LookAtAsync(name, address);
        }

        async Task LookAtAsync(string name, string address)
        {
            await reader.Page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(Screenshots, $"{name}-{colours.ToString().ToLowerInvariant()}-{width}.png"), FullPage = width < 1000,
            });
            if ((ForAxe.Contains(name) || FullRun.IsAsked)
                && await reader.ViolationsAsync(colours == ColorScheme.Light || FullRun.IsAsked ? null : "color-contrast") is { Length: > 0 } found)
            {
                violations.Add(found);
            }

            if (await reader.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var beyond)
            {
                violations.Add($"{address} is {beyond} px too wide");
            }
        }
    }

    [Fact]
    public async Task Tables_fit_at_every_width()
    {
        var scenery = await place.SceneryAsync();
        await place.SetAsync(LongName, "one value");
        await place.SetAsync(LongName, "another value");
        await place.SetAsync("deleted-user");
        using (var deleted = await place.Rest.DeleteAsync("/api/v1/environments/default/secrets/deleted-user"))
        {
            deleted.EnsureSuccessStatusCode();
        }

        await place.KeyAsync(new { user = "expires@example.com", role = "reader", expiresInDays = 30 });
        await place.MakeGroupAsync("wide-group", "expires@example.com");
        await using var reader = await place.SignInAsync();
        var tooWide = new List<string>();
        foreach (var address in new[] { "/ui/secrets", "/ui/secrets?deleted=true", $"/ui/secrets/default/{LongName}", "/ui/audit", "/ui/api-keys", "/ui/members", "/ui/groups", "/ui/groups/wide-group", "/ui/policies", "/ui/environments", "/ui/builds",
            $"/ui/builds/{scenery.Succeeded}", "/ui/data-sources", $"/ui/data-sources/default/{Scenery.Source}", "/ui/secrets/default/model-token", "/ui/overview" })
        {
            await reader.Page.GotoAsync(address);
            foreach (var width in new[] { 360, 480, 700, 780, 900, 1024, 1120, 1279, 1600, 2560 })
            {
                await reader.Page.SetViewportSizeAsync(width, 900);
                if (await reader.Page.EvaluateAsync<int>(Beyond) is > 0 and var beyond)
                {
                    tooWide.Add($"{address} at {width} by {beyond} px");
                }
            }
        }

        Assert.True(tooWide.Count == 0, string.Join('\n', tooWide));
    }

    [Fact]
    public async Task The_first_page_is_small()
    {
        await using var reader = await place.NewReaderAsync();
        await reader.SignInAsync(place.Server.AdminKey);
        var bytes = await reader.Page.EvaluateAsync<int>("performance.getEntries().reduce((sum, e) => sum + (e.encodedBodySize ?? 0) + 300, 0)");
        Assert.InRange(bytes, 1000, 100_000);
        TestContext.Current.SendDiagnosticMessage($"The first page of 50 secrets and what belongs to it: {bytes} bytes.");
    }

    [Fact]
    public async Task A_reader_is_offered_what_they_may_do()
    {
        await place.SetAsync("offered-user");
        await using var reader = await place.SignInAsync(place.ReaderKey);
        var page = reader.Page;
        Assert.Equal(["Overview", "Builds", "Data sources", "Secrets", "Environments"], await page.Locator(".side a").AllInnerTextsAsync());
        await Assertions.Expect(page.GetByText("Create new secret")).ToHaveCountAsync(0);
        await page.GotoAsync("/ui/secrets/default/offered-user");
        foreach (var offer in new[] { "New version", "Edit properties", "Delete", "Who read it" })
        {
            await Assertions.Expect(page.GetByText(offer, new() { Exact = true })).ToHaveCountAsync(0);
        }

        await page.GotoAsync("/ui/secrets/new");
        await reader.ExpectAsync("You may not create secrets.");
        await page.GotoAsync("/ui/audit");
        await reader.ExpectAsync("Not allowed");
    }
}
