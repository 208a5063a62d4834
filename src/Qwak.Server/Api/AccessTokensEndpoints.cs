using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class AccessTokensEndpoints
{
    public static void MapAccessTokensEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/access-tokens").WithTags("Access tokens");
        group.MapGet("", ListAsync).WithName("ListAccessTokens").WithSummary("List long-lived access tokens, without their text")
            .Answers<Page<AccessTokenProperties>>(403);
        group.MapPost("", CreateAsync).WithName("CreateAccessToken").WithSummary("Create a long-lived access token; the answer is the only time it is shown")
            .Produces<CreateAccessTokenAnswer>(StatusCodes.Status201Created).AnswersProblems(400, 403, 404);
        group.MapDelete("/{id}", RevokeAsync).WithName("RevokeAccessToken").WithSummary("Revoke a long-lived access token")
            .AnswersNothing(403, 404);
    }

    private static Task<IResult> ListAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.AccessTokens.ListAsync, all => TypedResults.Ok(new Page<AccessTokenProperties>(all)));

    private static Task<IResult> CreateAsync(CreateAccessTokenBody body, HttpContext http, Store store) => http.AnswerAsync(
        context => store.AccessTokens.CreateAsync(context, body.User, body.Environment, body.Description, body.ExpiresInDays),
        made => TypedResults.Created(
            $"/api/v1/access-tokens/{made.Record.Id}",
            new CreateAccessTokenAnswer
            {
                Id = made.Record.Id,
                AccessToken = made.Token.Token,
                User = made.User,
                Environment = made.Record.EnvironmentId is null ? null : body.Environment,
                ExpiresAt = made.Record.ExpiresAt,
            }));

    private static Task<IResult> RevokeAsync(string id, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.AccessTokens.RevokeAsync(context, id), _ => TypedResults.NoContent());
}
