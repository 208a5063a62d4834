using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class PoliciesEndpoints
{
    public static void MapPoliciesEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/policies").WithTags("Policies");
        group.MapGet("", ListAsync).WithName("ListPolicies").WithSummary("List all policies, the built-in ones of the roles first")
            .Answers<Page<PolicyProperties>>(403);
        group.MapPut("/{name}", SetAsync).WithName("SetPolicy").WithSummary("Make a policy, or put it in place of the one of that name")
            .Answers<PolicyProperties>(400, 403, 503);
        group.MapDelete("/{name}", DeleteAsync).WithName("DeletePolicy").WithSummary("Delete a policy")
            .AnswersNothing(400, 403, 404, 503);
        group.MapPost("/explain", ExplainAsync).WithName("ExplainPolicy").WithSummary("Say whether a principal may do something, and which policy decides it")
            .Answers<PolicyExplanation>(400, 403, 404);
    }

    private static Task<IResult> ListAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.Policies.ListAsync, all => TypedResults.Ok(new Page<PolicyProperties>(all)));

    private static Task<IResult> SetAsync(string name, PolicyDefinition body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Policies.SetAsync(context, name, body), TypedResults.Ok);

    private static Task<IResult> DeleteAsync(string name, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(context => store.Policies.DeleteAsync(context, name), _ => TypedResults.NoContent());

    private static Task<IResult> ExplainAsync(PolicyQuestion body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Policies.ExplainAsync(context, body), TypedResults.Ok);
}
