using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Server.Api;

internal static class WhoAmIEndpoints
{
    public static void MapWhoAmIEndpoints(this IEndpointRouteBuilder api) =>
        api.MapGet("/whoami", GetAsync).WithTags("Who am I").WithName("WhoAmI")
            .WithSummary("Who you are to the service, your roles, and the environment that your requests act in").Answers<WhoAmI>();

    private static Task<IResult> GetAsync(HttpContext http, Store store) => http.AnswerAsync(
        store.UserContexts.GetAsync,
        user => TypedResults.Ok(new WhoAmI(
            user.Principal.Id,
            user.Principal.Name,
            user.Principal.Kind.Text(),
            user.Current?.Name,
            [.. user.Roles.Select(role => new RoleAssignment(user.Principal.Name, role.Key, role.Value.Text()))])));
}
