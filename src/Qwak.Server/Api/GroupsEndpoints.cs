using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class GroupsEndpoints
{
    public static void MapGroupsEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/groups").WithTags("Groups");
        group.MapGet("", ListAsync).WithName("ListGroups").WithSummary("List all groups with their members")
            .Answers<Page<GroupProperties>>(403);
        group.MapPost("", CreateAsync).WithName("CreateGroup").WithSummary("Make an empty group")
            .Answers<GroupProperties>(400, 403, 409, 503);
        group.MapDelete("/{name}", DeleteAsync).WithName("DeleteGroup").WithSummary("Delete a group; its members stay")
            .AnswersNothing(400, 403, 404, 503);
        group.MapPut("/{name}/members/{member}", AddMemberAsync).WithName("AddGroupMember").WithSummary("Take a user or service account into a group")
            .Answers<GroupProperties>(400, 403, 404, 503);
        group.MapDelete("/{name}/members/{member}", RemoveMemberAsync).WithName("RemoveGroupMember").WithSummary("Take a user or service account out of a group")
            .AnswersNothing(400, 403, 404, 503);
    }

    private static Task<IResult> ListAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.Groups.ListAsync, all => TypedResults.Ok(new Page<GroupProperties>(all)));

    private static Task<IResult> CreateAsync(NameBody body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Groups.CreateAsync(context, body.Name), TypedResults.Ok);

    private static Task<IResult> DeleteAsync(string name, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.Groups.DeleteAsync(context, name), _ => TypedResults.NoContent());

    private static Task<IResult> AddMemberAsync(string name, string member, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Groups.AddMemberAsync(context, name, member), TypedResults.Ok);

    private static Task<IResult> RemoveMemberAsync(string name, string member, HttpContext http, Store store) =>
        http.AnswerAsync<GroupProperties>(context => store.Groups.RemoveMemberAsync(context, name, member), _ => TypedResults.NoContent());
}
