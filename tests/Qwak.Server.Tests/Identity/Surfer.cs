using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>A browser without a screen: it keeps cookies, follows a redirect when it is told to, and sends the first form of a page.</summary>
internal sealed partial class Surfer : IDisposable
{
    private readonly HttpClient _http;

    public Surfer(ServerFixture server, int listener = 0)
    {
        Home = new Uri($"https://localhost:{server.PortNumbers[listener]}");
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { server.Authority }, RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
        {
            BaseAddress = Home,
        };
    }

    public Uri Home { get; }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> GetAsync(string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<(HttpStatusCode Status, string Text)> ReadAsync(string address)
    {
        using var answer = await GetAsync(address);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Where the provider is to be asked, once a sign-in is begun.</summary>
    public async Task<Uri> BeginAsync(string provider, string next = "")
    {
        using var answer = await GetAsync($"/ui/sign-in/{provider}?next={Uri.EscapeDataString(next)}");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>Goes through the forms of a provider until it leads back to the service.</summary>
    public async Task<Uri> LogInAsync(Uri address, string name)
    {
        for (var step = 0; step < 20; step++)
        {
            if (address.Host == Home.Host)
            {
                return address;
            }

            using var answer = await GetAsync(address.AbsoluteUri);
            address = answer.Headers.Location is { } there ? new Uri(address, there) : await SubmitAsync(address, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), name);
        }

        throw new InvalidOperationException("The provider does not lead back.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<Uri> SubmitAsync(Uri page, string html, string name)
    {
        var fields = Hidden().Matches(html).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
        (fields["login"], fields["password"]) = (name, "any");
        using var answer = await _http.PostAsync(new Uri(page, Form().Match(html).Groups[1].Value), new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        return new Uri(page, answer.Headers.Location ?? throw new InvalidOperationException($"A form of the provider answers {answer.StatusCode}: {html}"));
    }

    [GeneratedRegex("<form[^>]* action=\"([^\"]+)\"")]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
