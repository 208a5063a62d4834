using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class RoleAssignmentsEndpoints
{
    public static void MapRoleAssignmentsEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/role-assignments").WithTags("Roles");
        group.MapGet("", ListAsync).WithName("ListRoleAssignments").WithSummary("List who has which role where")
            .Answers<Page<RoleAssignment>>(403);
        group.MapPut("/{user}/{environment}", GrantAsync).WithName("GrantRole").WithSummary("Give a user a role in an environment, or in all ('*')")
            .Answers<RoleAssignment>(400, 403, 404);
        group.MapDelete("/{user}/{environment}", RevokeAsync).WithName("RevokeRole").WithSummary("Take a user's role in an environment away")
            .AnswersNothing(400, 403, 404);
    }

    private static Task<IResult> ListAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.RoleAssignments.ListAsync, all => TypedResults.Ok(new Page<RoleAssignment>(all)));

    private static Task<IResult> GrantAsync(string user, string environment, GrantRoleBody body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.RoleAssignments.GrantAsync(context, user, environment, body.Role), TypedResults.Ok);

    private static Task<IResult> RevokeAsync(string user, string environment, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.RoleAssignments.RevokeAsync(context, user, environment), _ => TypedResults.NoContent());
}
