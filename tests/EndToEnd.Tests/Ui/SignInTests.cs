using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Qwak.Connectors.Tests.Support;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>Somebody signs in with their company's identity provider, in a browser, at the provider's own login form.</summary>
[Collection(UiTests.Name)]
public sealed class SignInTests(UiPlace place)
{
    private const string Secret = "a secret of the client";

    private static readonly string Screenshots = Path.Combine(Repository.Root, "artifacts", "screenshots");

    [Fact]
    public async Task A_user_signs_in_at_the_providers_form_and_out_again_with_scripts_and_without()
    {
        var redirectAddress = $"{place.Server.Url}/ui/sign-in/company/callback";
        var (issuer, line) = NodePackages.Serve("sign-in.js", new { clientId = "qwak-ui", clientSecret = Secret, redirectAddress });
        using var process = issuer;
        var url = JsonSerializer.Deserialize<JsonElement>(line).GetProperty("url").GetString()!;
        var secretFile = Path.Combine(place.Server.Folder, "client-secret");
        await File.WriteAllTextAsync(secretFile, Secret + "\n");
        await AdministerAsync("identity-providers", "create", "--name", "company", "--issuer", url, "--client-id", "qwak-ui", "--client-secret-file", secretFile);
        await AdministerAsync("identity-rules", "create", "--name", "reader", "--provider", "company", "--user", "reader@example.com", "--claim", "email=reader@example.com");
        var providers = await AdministerAsync("identity-providers", "list", "--output", "json");
        Assert.Contains("\"clientId\": \"qwak-ui\"", providers, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, providers, StringComparison.Ordinal);
        Assert.Matches("reader +company +reader@example.com +email=reader@example.com", await AdministerAsync("identity-rules", "list"));
        try
        {
            await using (var reader = await NewReaderAsync(hasScripts: true))
            {
                await LookAsync(reader);
                await SignInAsync(reader);
                await reader.Page.GetByText("reader@example.com").First.ClickAsync();
                await reader.ClickAsync("Sign out");
                await reader.ExpectAsync("You are signed out.");
                await reader.Page.GotoAsync("/ui/secrets");
                await Assertions.Expect(reader.Page).ToHaveURLAsync(new Regex("/ui/sign-in$"));
                Assert.DoesNotContain(reader.Faults, fault => fault.Contains("Content Security Policy", StringComparison.Ordinal));
            }

            await using (var reader = await NewReaderAsync(hasScripts: false))
            {
                await SignInAsync(reader);
            }
        }
        finally
        {
            await AdministerAsync("identity-providers", "delete", "--name", "company");
            issuer.StandardInput.Close();
            await issuer.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(Secret, place.Server.Process.Output + place.Server.Process.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("callback", place.Server.Process.Output + place.Server.Process.Error, StringComparison.Ordinal);
    }

    private async Task<string> AdministerAsync(params string[] arguments)
    {
        var server = place.Server;
        var variables = new Dictionary<string, string>
        {
            ["QWAK_URL"] = server.Url, ["QWAK_CA_FILE"] = server.CaFile, ["QWAK_HOME"] = server.Folder, ["QWAK_API_KEY"] = server.AdminKey,
        };
        var finished = await Command.RunAsync(Programs.Cli, ["admin", .. arguments], variables, server.Folder);
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Error);
        return finished.Output;
    }

    private async Task<Reader> NewReaderAsync(bool hasScripts)
    {
        var reader = await place.NewReaderAsync(new BrowserNewContextOptions { JavaScriptEnabled = hasScripts });

        // The provider's form asks for a font of another site.
        await reader.Context.RouteAsync(new Regex("^https?://(?!localhost|127)"), route => route.AbortAsync());
        return reader;
    }

    private static async Task SignInAsync(Reader reader)
    {
        var page = reader.Page;
        await page.GotoAsync("/ui/builds");
        await reader.FollowAsync("Sign in with company");
        await page.Locator("input[name=login]").FillAsync("reader");
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        // From another site, and yet with the session's cookie, which is kept from other sites.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ui/builds$"));
        await reader.FollowAsync("Secrets");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ui/secrets$"));
        await reader.ExpectAsync("reader@example.com");
    }

    private static async Task LookAsync(Reader reader)
    {
        var page = reader.Page;
        await page.GotoAsync("/ui/sign-in");
        Assert.Equal("", await reader.ViolationsAsync(rule: null));
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1280, 360 })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = colours });
                await page.SetViewportSizeAsync(width, 720);
                Assert.Equal("", await reader.ViolationsAsync("color-contrast"));
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
                await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"sign-in-provider-{colours.ToString().ToLowerInvariant()}-{width}.png") });
            }
        }
    }
}
