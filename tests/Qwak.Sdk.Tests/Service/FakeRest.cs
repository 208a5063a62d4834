using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Qwak.Sdk.Tests.Service;

/// <summary>The REST door: answers registered by method and path, each a queue whose last entry stays.</summary>
internal sealed class FakeRest
{
    private const string LoginPath = "/api/v1/authentication/qwak-api-key";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, IResult>>> _answers = new();

    public ConcurrentQueue<JsonNode?> Bodies { get; } = new();

    public void On(string methodAndPath, Func<HttpContext, IResult> answer) =>
        _answers.GetOrAdd(methodAndPath, _ => new()).Enqueue(answer);

    public void On(string methodAndPath, string json) =>
        On(methodAndPath, _ => Results.Text(json, "application/json"));

    public void Fail(string methodAndPath, int status, string code, string detail = "No.") =>
        On(methodAndPath, _ => Problem(status, code, detail));

    public async Task AnswerAsync(HttpContext context, FakeLogin login)
    {
        var request = context.Request;
        var body = request.ContentType is not null ? await JsonNode.ParseAsync(request.Body) : null;
        if (body is not null && request.Path != LoginPath)
        {
            Bodies.Enqueue(body);
        }

        await AnswerOf(context, login, body).ExecuteAsync(context);
    }

    private static IResult Problem(int status, string code, string detail) => Results.Text(
        new JsonObject { ["title"] = "Refused", ["status"] = status, ["detail"] = detail, ["code"] = code }.ToJsonString(),
        "application/problem+json",
        statusCode: status);

    private IResult AnswerOf(HttpContext context, FakeLogin login, JsonNode? body)
    {
        var key = $"{context.Request.Method} {context.Request.Path.Value}";
        if (_answers.TryGetValue(key, out var queue) && queue.TryPeek(out var answer))
        {
            if (queue.Count > 1)
            {
                queue.TryDequeue(out _);
            }

            return context.Request.Path == LoginPath || login.Accepts(context.Request.Headers.Authorization)
                ? answer(context)
                : Problem(401, "unauthenticated", "The access token is not valid.");
        }

        return context.Request.Path == LoginPath ? Login(login, body) : Problem(404, "not_found", "Not found.");
    }

    private static IResult Login(FakeLogin login, JsonNode? body) =>
        (string?)body?["qwakApiKey"] == FakeService.ApiKey
            ? Results.Text(
                new JsonObject { ["accessToken"] = login.Issue(), ["expiredAt"] = 1 }.ToJsonString(), "application/json")
            : Problem(401, "unauthenticated", "The API key is not valid.");
}
