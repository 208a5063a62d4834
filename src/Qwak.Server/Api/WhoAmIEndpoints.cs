using System.Net.Mime;
using Google.Protobuf;
using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Authentication;
using Qwak.Server.Grpc;

namespace Qwak.Server.Api;

internal static class WhoAmIEndpoints
{
    public static void MapWhoAmIEndpoints(this IEndpointRouteBuilder api) =>
        api.MapGet("/whoami", GetAsync).WithTags("Who am I").WithName("WhoAmI")
            .WithSummary("Who you are to the service, your roles, and the environment that your requests act in").Answers<WhoAmI>();

    /// <summary>The REST twin of the gRPC user context, at the address that the existing SDK has for it (contract 1.4).</summary>
    public static void MapUserContextEndpoint(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v0/runtime/get-authenticated-user-context", GetUserContextAsync).RequireBearerToken().ExcludeFromDescription();

    // The JSON form of the message as protobuf defines it: camelCase names, enums by name.
    private static Task<IResult> GetUserContextAsync(HttpContext http, Store store) => http.AnswerAsync(
        store.UserContexts.GetAsync,
        user => TypedResults.Text(JsonFormatter.Default.Format(UserContextMessages.From(user, store.Id)), MediaTypeNames.Application.Json));

    private static Task<IResult> GetAsync(HttpContext http, Store store) => http.AnswerAsync(
        store.UserContexts.GetAsync,
        user => TypedResults.Ok(new WhoAmI(
            user.Principal.Id,
            user.Principal.Name,
            user.Principal.Kind.Text(),
            user.Current?.Name,
            [.. user.Roles.Select(role => new RoleAssignment(user.Principal.Name, role.Key, role.Value.Text()))])));
}
