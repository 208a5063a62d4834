using Qwak.Core.Storage;
using Qwak.Server.Authentication;

namespace Qwak.Server.Api;

/// <summary>What the JFrog login mode of the existing SDK asks for: the tenant's id (contract 2.5).</summary>
internal static class JFrogEndpoints
{
    public static void MapJFrogEndpoints(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ui/api/v1/system/auth/screen/footer", FooterAsync).RequireBearerToken().ExcludeFromDescription();
        app.MapGet("/jfconnect/api/v1/system/jpd_id", JpdIdAsync).RequireBearerToken().ExcludeFromDescription();
    }

    private static Task<IResult> FooterAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.UserContexts.GetAsync, _ => TypedResults.Ok(new Dictionary<string, string> { ["serverId"] = store.Id }));

    private static Task<IResult> JpdIdAsync(HttpContext http, Store store) =>
        http.AnswerAsync(store.UserContexts.GetAsync, _ => TypedResults.Text(store.Id));
}
