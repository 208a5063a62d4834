using Qwak.Clients.Administration;
using Qwak.Core.Environments;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class EnvironmentsEndpoints
{
    public static void MapEnvironmentsEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/environments").WithTags("Environments");
        group.MapGet("", ListAsync).WithName("ListEnvironments").WithSummary("List the environments that you have a role in")
            .Answers<Page<EnvironmentProperties>>();
        group.MapPost("", CreateAsync).WithName("CreateEnvironment").WithSummary("Create an environment")
            .Produces<EnvironmentProperties>(StatusCodes.Status201Created).AnswersProblems(400, 403, 409);
        group.MapPut("/{environment}/purge-protection", ProtectAsync).WithName("ProtectEnvironment")
            .WithSummary("Protect an environment's secrets from being purged, for ever").Answers<EnvironmentProperties>(400, 403, 404);
    }

    private static Task<IResult> ListAsync(HttpContext http, Store store) => http.AnswerAsync(
        store.Environments.ListAsync, all => TypedResults.Ok(new Page<EnvironmentProperties>([.. all.Select(Properties)])));

    private static Task<IResult> CreateAsync(CreateEnvironmentBody body, HttpContext http, Store store) => http.AnswerAsync(
        context => store.Environments.CreateAsync(context, body.Name, body.EdgeAddress, body.PurgeProtection),
        made => TypedResults.Created($"/api/v1/environments/{made.Name}", Properties(made)));

    private static Task<IResult> ProtectAsync(string environment, ProtectEnvironmentBody body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Environments.ProtectAsync(context, environment), made => TypedResults.Ok(Properties(made)));

    public static EnvironmentProperties Properties(SecretEnvironment e) => new(e.Id, e.Name, e.EdgeAddress, e.IsDefault, e.CreatedAt)
    {
        HasPurgeProtection = e.HasPurgeProtection,
    };
}
