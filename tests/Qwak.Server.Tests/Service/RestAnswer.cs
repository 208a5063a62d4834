using System.Net;
using System.Text.Json;

namespace Qwak.Server.Tests.Service;

/// <summary>An answer of the REST door. What every answer owes is checked when it is read.</summary>
public sealed class RestAnswer
{
    private RestAnswer(HttpResponseMessage response, string text) => (Response, Text) = (response, text);

    public HttpResponseMessage Response { get; }

    public string Text { get; }

    public int Status => (int)Response.StatusCode;

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Json.GetProperty("code").GetString();

    public string? Detail => Json.GetProperty("detail").GetString();

    public string RequestId => Response.Headers.GetValues("x-request-id").Single();

    public IReadOnlyList<JsonElement> Items => [.. Json.GetProperty("items").EnumerateArray()];

    public string? Next => Json.TryGetProperty("next", out var next) ? next.GetString() : null;

    public static async Task<RestAnswer> ReadAsync(HttpResponseMessage response)
    {
        var answer = new RestAnswer(response, await response.Content.ReadAsStringAsync());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Matches("^[0-9a-f]{32}$", answer.RequestId);
        Assert.False(response.Headers.Contains("Server"));
        if (answer.Status >= 400 && response.RequestMessage?.RequestUri?.AbsolutePath != "/health/ready")
        {
            answer.CheckProblem();
        }

        return answer;
    }

    public string Member(string member) => Json.GetProperty(member).GetString()!;

    public RestAnswer Expect(HttpStatusCode status)
    {
        Assert.True(status == Response.StatusCode, $"expected {(int)status}, got {Status}: {Text}");
        return this;
    }

    public RestAnswer Expect(HttpStatusCode status, string code)
    {
        Expect(status);
        Assert.Equal(code, Code);
        return this;
    }

    private void CheckProblem()
    {
        Assert.Equal("application/problem+json", Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["code", "detail", "requestId", "status", "title"], Json.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal(Status, Json.GetProperty("status").GetInt32());
        Assert.Equal(RequestId, Json.GetProperty("requestId").GetString());
        if (Status is 429 or 503)
        {
            Assert.NotNull(Response.Headers.RetryAfter);
        }
    }
}
