using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Qwak.Connectors.Tests.Support;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>One server and one Chromium for the tests of the UI.</summary>
public sealed class UiPlace : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private Task<Scenery>? _scenery;

    internal ServerProcess Server { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    internal HttpClient Rest { get; private set; } = null!;

    /// <summary>API key of a user who may only list and read.</summary>
    internal string ReaderKey { get; private set; } = "";

    /// <summary>API key of a member of the environment production alone.</summary>
    internal string ProductionKey { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = new ServerProcess();
        var roots = Path.Combine(Server.Folder, "sources-ca.pem");
        await File.WriteAllTextAsync(roots, TestCertificates.Roots.ExportCertificatePems());
        await Server.StartAsync("--allow-loopback-sources", "--allow-loopback-issuers", "--source-ca-file", roots);
        Rest = await Server.NewRestAsync();
        await PostAsync("/api/v1/environments", new { name = "production" });
        ReaderKey = await KeyAsync(new { user = "reader@example.com", role = "reader" });
        ProductionKey = await KeyAsync(new { user = "ci@example.com", role = "member", environment = "production" });
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(60_000); // Other tests have the machine too.
        // A graphics card made of software costs more than drawing without one.
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--disable-gpu"] });
    }

    /// <summary>Builds and a data source, made when a test asks for them first.</summary>
    internal Task<Scenery> SceneryAsync() => _scenery ??= Scenery.MakeAsync(this);

    internal async Task<string> KeyAsync(object body) => (await PostAsync("/api/v1/api-keys", body)).GetProperty("apiKey").GetString()!;

    internal async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await Rest.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Makes a group, if it is not there, with a policy that names it.</summary>
    internal async Task MakeGroupAsync(string name, params string[] members)
    {
        using (await Rest.PostAsJsonAsync("/api/v1/groups", new { name }))
        {
        }

        foreach (var member in members)
        {
            (await Rest.PutAsync($"/api/v1/groups/{name}/members/{member}", null)).EnsureSuccessStatusCode();
        }

        (await Rest.PutAsJsonAsync(
            $"/api/v1/policies/{name}-may-list",
            new { effect = "allow", principals = new[] { $"group:{name}" }, actions = new[] { "list", "read" }, environments = new[] { "*" }, names = new[] { "pictured-*" } }))
            .EnsureSuccessStatusCode();
    }

    internal async Task SetAsync(string name, string value = "a value", string environment = "default")
    {
        using var answer = await Rest.PutAsJsonAsync($"/api/v1/environments/{environment}/secrets/{name}", new { value });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A window of its own, signed in; it collects whatever goes wrong in it.</summary>
    internal async Task<Reader> SignInAsync(string? key = null, BrowserNewContextOptions? options = null)
    {
        var reader = await NewReaderAsync(options);
        await reader.SignInAsync(key ?? Server.AdminKey);
        return reader;
    }

    internal async Task<Reader> NewReaderAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.IgnoreHTTPSErrors = true; // The CA of the test's server is not Chromium's; the certificate has tests of its own.
        options.BaseURL = Server.Url;
        var context = await Browser.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        return await Reader.OpenAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        if (_scenery is not null)
        {
            await (await _scenery).DisposeAsync();
        }

        _playwright?.Dispose();
        Rest?.Dispose();
        await Server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class UiTests : ICollectionFixture<UiPlace>
{
    public const string Name = "UI";
}
