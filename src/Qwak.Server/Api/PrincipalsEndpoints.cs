using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

/// <summary>Users and service accounts: the same routes for both.</summary>
internal static class PrincipalsEndpoints
{
    public static void MapPrincipalsEndpoints(this IEndpointRouteBuilder api)
    {
        Map(api.MapGroup("/users").WithTags("Users"), "User", "user", store => store.Users);
        Map(api.MapGroup("/service-accounts").WithTags("Service accounts"), "ServiceAccount", "service account", store => store.ServiceAccounts);
    }

    private static void Map(RouteGroupBuilder group, string id, string words, Func<Store, PrincipalService> service)
    {
        group.MapGet("", (HttpContext http, Store store) => http.AnswerAsync(
                service(store).ListAsync, all => TypedResults.Ok(new Page<PrincipalProperties>(all))))
            .WithName($"List{id}s").WithSummary($"List every {words}")
            .Answers<Page<PrincipalProperties>>(403);
        group.MapPost("", (NameBody body, HttpContext http, Store store) => http.AnswerAsync(
                context => service(store).CreateAsync(context, body.Name), TypedResults.Ok))
            .WithName($"Create{id}").WithSummary($"Make a {words} without any right")
            .Answers<PrincipalProperties>(400, 403, 409, 503);
        group.MapDelete("/{name}", (string name, HttpContext http, Store store) => http.AnswerAsync<Done>(
                context => service(store).DeleteAsync(context, name), _ => TypedResults.NoContent()))
            .WithName($"Delete{id}").WithSummary($"Delete a {words} with their roles and memberships, and revoke their keys and tokens")
            .AnswersNothing(400, 403, 404, 503);
    }
}
