using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

/// <summary>Where a secret may be sent when the service uses it.</summary>
internal static class SecretBindingsEndpoints
{
    public static void MapSecretBindingsEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/environments/{environment}/secrets/{name}/bindings").WithTags("Secrets");
        group.MapGet("", ListAsync).WithName("ListSecretBindings").WithSummary("List where a secret may be sent when the service uses it")
            .Answers<Page<string>>(400, 403, 404);
        group.MapPut("/{destination}", BindAsync).WithName("BindSecret").WithSummary("Allow a secret to be sent to HOST:PORT when the service uses it")
            .Answers<Page<string>>(400, 403, 404, 503);
        group.MapDelete("/{destination}", UnbindAsync).WithName("UnbindSecret").WithSummary("Allow it no longer")
            .AnswersNothing(400, 403, 404, 503);
    }

    private static Task<IResult> ListAsync(string environment, string name, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.SecretBindings.ListAsync(context, environment, name), all => TypedResults.Ok(new Page<string>(all)));

    private static Task<IResult> BindAsync(string environment, string name, string destination, HttpContext http, Store store) => http.AnswerAsync(
        context => store.SecretBindings.BindAsync(context, environment, name, destination), all => TypedResults.Ok(new Page<string>(all)));

    private static Task<IResult> UnbindAsync(string environment, string name, string destination, HttpContext http, Store store) => http.AnswerAsync(
        context => store.SecretBindings.UnbindAsync(context, environment, name, destination), _ => TypedResults.NoContent());
}
