using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>Somebody at a browser.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    private Reader(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Errors of the console, reports of the content security policy, and faults of scripts.</summary>
    public IEnumerable<string> Faults => _faults;

    public static async Task<Reader> OpenAsync(IBrowserContext context)
    {
        var reader = new Reader(context, await context.NewPageAsync());
        reader.Page.Console += (_, message) =>
        {
            // Chromium writes a line for every page that answers 4xx; those are pages of ours, and looked at.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
            {
                reader._faults.Enqueue(message.Text);
            }
        };
        reader.Page.PageError += (_, fault) => reader._faults.Enqueue(fault);
        return reader;
    }

    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync("/ui/sign-in");
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        // Asks again and again; waiting for the event of the load waits for ever where it came before the wait.
        await Assertions.Expect(Page).ToHaveURLAsync(new Regex("/ui/secrets$"));
    }

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task FollowAsync(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    public async Task ExpectAsync(string text) => await Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public async Task<string> NamesAsync() => string.Join(' ', await Page.Locator("tbody th.name").AllInnerTextsAsync());

    /// <summary>What axe finds, one line for each; by one of its rules or by all.</summary>
    public async Task<string> ViolationsAsync(string? rule)
    {
        var result = await (rule is null ? Page.RunAxe() : Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(rule) }));
        return string.Join('\n', result.Violations.Select(v => $"{Page.Url}: {v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Select(node => node.Html))}"));
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
