using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class ApiKeysEndpoints
{
    public static void MapApiKeysEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/api-keys").WithTags("API keys");
        group.MapGet("", ListAsync).WithName("ListApiKeys").WithSummary("List API keys, without their text")
            .Answers<Page<ApiKeyProperties>>(403);
        group.MapPost("", GenerateAsync).WithName("GenerateApiKey").WithSummary("Generate an API key; the answer is the only time it is shown")
            .Produces<GenerateApiKeyAnswer>(StatusCodes.Status201Created).AnswersProblems(400, 403, 404, 409);
        group.MapDelete("/{id}", RevokeAsync).WithName("RevokeApiKey").WithSummary("Revoke an API key and every token it was exchanged for")
            .AnswersNothing(403, 404);
    }

    private static Task<IResult> ListAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.ApiKeys.ListAsync, all => TypedResults.Ok(new Page<ApiKeyProperties>(all)));

    private static Task<IResult> GenerateAsync(GenerateApiKeyBody body, HttpContext http, Store store) => http.AnswerAsync(
        context => store.ApiKeys.GenerateAsync(
            context, new ApiKeyRequest(body.User, body.Environment, body.Role, body.Force, body.ExpiresInDays)),
        made => TypedResults.Created(
            $"/api/v1/api-keys/{made.Id}",
            new GenerateApiKeyAnswer
            {
                Id = made.Id,
                ApiKey = made.Text,
                User = made.User,
                Environment = made.EnvironmentId is null ? null : body.Environment,
                ExpiresAt = made.ExpiresAt,
            }));

    private static Task<IResult> RevokeAsync(string id, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.ApiKeys.RevokeAsync(context, id), _ => TypedResults.NoContent());
}
