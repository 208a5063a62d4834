using Microsoft.OpenApi;
using Qwak.Server.Authentication;

namespace Qwak.Server.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>; a copy is checked in as <c>docs/openapi.json</c>.</summary>
internal static class OpenApiDocuments
{
    private const string Bearer = "bearer";

    /// <summary>Says that the endpoint answers a file as well, where the request accepts that. Of two <c>Produces</c> for one status the last would stay.</summary>
    public static RouteHandlerBuilder AnswersFileToo(this RouteHandlerBuilder route, string mediaType) => route.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.Responses!["200"].Content!.Add(
            mediaType, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } });
        return Task.CompletedTask;
    });

    public static void AddQwakOpenApi(this IServiceCollection services) => services.AddOpenApi(ApiDoor.Version, options =>
    {
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<BearerRequired>().Any())
            {
                // An empty list: what the whole document asks for is not asked for here.
                operation.Security = [];
            }

            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Qwak Secret Service",
                Version = ApiDoor.Version,
                Description = "Secrets for machine-learning code. Log in with an API key at /api/v1/authentication/qwak-api-key and send the"
                    + " access token as a bearer token. Refusals are problem details with a stable code.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, BearerFormat = "JWT" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
    });
}
