using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

/// <summary>What happens to secrets beside their values: versions, properties, restoring, usage, import.</summary>
internal static class SecretLifeEndpoints
{
    public static void MapSecretLifeEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/environments/{environment}/secrets").WithTags("Secrets");
        group.MapGet("/{name}/versions", ListVersionsAsync).WithName("ListSecretVersions").WithSummary("List a secret's versions, without values")
            .Answers<Page<SecretVersionProperties>>(400, 403, 404);
        group.MapPatch("/{name}", UpdateAsync).WithName("UpdateSecret").WithSummary("Change what is said of a secret; no version comes of it")
            .Answers<SecretProperties>(400, 403, 404, 503);
        group.MapPost("/{name}/restore", RestoreAsync).WithName("RestoreSecret").WithSummary("Make deleted versions readable again")
            .Answers<SecretProperties>(400, 403, 404, 503);
        group.MapGet("/{name}/usage", GetUsageAsync).WithName("GetSecretUsage").WithSummary("How often a secret was read and used on each day")
            .Answers<SecretUsage>(400, 403, 404);
        group.MapPost("/import", ImportAsync).WithName("ImportSecrets").WithSummary("Set up to 500 secrets: all or none")
            .Answers<SecretImport>(400, 403, 404, 413, 503);
    }

    private static Task<IResult> ListVersionsAsync(string environment, string name, HttpContext http, Store store) => http.AnswerAsync(
        context => store.SecretLife.ListVersionsAsync(context, environment, name),
        versions => TypedResults.Ok(new Page<SecretVersionProperties>(versions)));

    private static Task<IResult> UpdateAsync(string environment, string name, UpdateSecretBody body, HttpContext http, Store store) =>
        http.AnswerAsync(
            context => store.SecretLife.UpdateAsync(
                context, environment, name,
                new SecretDetailsChange(body.Description, body.Owner, body.Tags, body.ExpiresAt, body.NeverExpires, body.IsSensitive)),
            TypedResults.Ok);

    private static Task<IResult> RestoreAsync(string environment, string name, RestoreSecretBody body, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.SecretLife.RestoreAsync(context, environment, name, body.Versions), TypedResults.Ok);

    private static Task<IResult> GetUsageAsync(string environment, string name, int? days, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.SecretLife.GetUsageAsync(context, environment, name, days ?? 90), TypedResults.Ok);

    private static Task<IResult> ImportAsync(string environment, ImportSecretsBody body, HttpContext http, Store store) =>
        http.AnswerAsync(
            async context =>
            {
                var secrets = new List<ImportedSecret>();
                try
                {
                    foreach (var item in body.Secrets ?? [])
                    {
                        var value = SecretValues.Parse(item?.Value);
                        if (value.IsRefused)
                        {
                            return value.Refusal with { Message = $"Secret {secrets.Count + 1} of the import: {value.Refusal.Message}" };
                        }

                        secrets.Add(new ImportedSecret(item?.Name, value.Value));
                    }

                    return body.DryRun
                        ? await store.SecretImports.PlanAsync(context, environment, secrets)
                        : await store.SecretImports.ImportAsync(context, environment, secrets);
                }
                finally
                {
                    secrets.ForEach(secret => secret.Dispose());
                }
            },
            TypedResults.Ok);
}
