using System.Net;
using System.Text.RegularExpressions;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>Somebody who sends what they like, as no browser would.</summary>
internal sealed partial class Visitor(ServerProcess server) : IDisposable
{
    public const string CookieName = "__Host-qwak-session";

    private readonly HttpClient _http = server.NewRest(token: null);

    public string? Cookie { get; set; }

    public string AntiForgery { get; set; } = "";

    public string? Origin { get; set; } = server.Url;

    public static async Task<Visitor> SignInAsync(ServerProcess server, string key)
    {
        var visitor = new Visitor(server);
        using var answer = await visitor.PostAsync("/ui/sign-in", ("api-key", key));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        visitor.Cookie = SessionOf(answer);
        visitor.AntiForgery = AntiForgeryField().Match(await visitor.TextAsync("/ui/secrets")).Groups[1].Value;
        Assert.NotEmpty(visitor.AntiForgery);
        return visitor;
    }

    public static string? SessionOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var cookies)
        ? cookies.Select(cookie => cookie.Split(';')[0].Split('=', 2)).Single(pair => pair[0] == CookieName)[1]
        : null;

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<string> TextAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A form, with the anti-forgery token that the visitor has.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var form = fields.ToDictionary(field => field.Name, field => field.Value);
        form.TryAdd("anti-forgery", AntiForgery);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) });
    }

    /// <summary>An answer whose body goes on.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", $"{CookieName}={Cookie}");
        }

        if (Origin is not null && request.Method == HttpMethod.Post)
        {
            request.Headers.Add("Origin", Origin);
        }

        return await _http.SendAsync(request, completion);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"anti-forgery\" value=\"([^\"]+)\"")]
    private static partial Regex AntiForgeryField();
}
