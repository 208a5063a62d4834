using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Rest;
using Qwak.Server.Authentication;

namespace Qwak.Server.Api;

/// <summary>The REST door: which resources it has, and what each of their handlers starts with.</summary>
internal static class ApiDoor
{
    public const string Version = "v1";

    public static void AddQwakApi(this IServiceCollection services)
    {
        services.AddQwakJson();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddQwakOpenApi();
    }

    /// <summary>How bodies are read and written.</summary>
    public static void AddQwakJson(this IServiceCollection services) =>
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, RestJson.Default);

            // A misspelt member is an error, not a default; a member given twice is read differently by different parsers.
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;

            // Quotes and letters as they are: the answers are JSON with nosniff, never part of a page.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });

    public static void MapQwakApi(this IEndpointRouteBuilder app)
    {
        app.MapGroup($"/api/{Version}").MapAuthenticationEndpoints();
        app.MapGroup($"/api/{Version}").MapTokenExchangeEndpoint();
        var api = app.MapGroup($"/api/{Version}").RequireBearerToken();
        api.MapWhoAmIEndpoints();
        api.MapEnvironmentsEndpoints();
        api.MapSecretsEndpoints();
        api.MapSecretLifeEndpoints();
        api.MapSecretBindingsEndpoints();
        api.MapDataSourcesEndpoints();
        api.MapApiKeysEndpoints();
        api.MapAccessTokensEndpoints();
        api.MapRoleAssignmentsEndpoints();
        api.MapPoliciesEndpoints();
        api.MapPrincipalsEndpoints();
        api.MapGroupsEndpoints();
        api.MapIdentityEndpoints();
        api.MapKeysEndpoints();
        api.MapSealEndpoints();
        api.MapAuditEndpoints();
        api.MapModelBuildsEndpoints();
        app.MapWellKnownEndpoints();
        app.MapUserContextEndpoint();
        app.MapJFrogEndpoints();
        app.MapHealthEndpoints();
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Calls the service as who sent the request's bearer token, and maps what it came to.</summary>
    public static async Task<IResult> AnswerAsync<T>(
        this HttpContext http, Func<RequestContext, Task<Result<T>>> operate, Func<T, IResult> answer)
    {
        var result = await operate(http.RequestContext());
        return result.IsRefused ? Problems.From(result.Refusal, http) : answer(result.Value);
    }

    /// <summary>Says in the OpenAPI document what the endpoint answers and refuses with.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, params ReadOnlySpan<int> refusals) =>
        Refuses(route.Produces<T>(), refusals);

    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder route, params ReadOnlySpan<int> refusals) =>
        Refuses(route.Produces(StatusCodes.Status204NoContent), refusals);

    public static RouteHandlerBuilder AnswersProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> refusals) =>
        Refuses(route, refusals);

    private static RouteHandlerBuilder Refuses(RouteHandlerBuilder route, ReadOnlySpan<int> refusals)
    {
        foreach (var status in refusals)
        {
            route.Produces<Problem>(status, Problems.ContentType);
        }

        return route.Produces<Problem>(StatusCodes.Status401Unauthorized, Problems.ContentType);
    }
}
