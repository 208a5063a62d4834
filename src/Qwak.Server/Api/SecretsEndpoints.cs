using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.DataSources;

namespace Qwak.Server.Api;

/// <summary>Secrets of an environment. A value travels in bodies only, never in an address.</summary>
internal static class SecretsEndpoints
{
    public static void MapSecretsEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/environments/{environment}/secrets").WithTags("Secrets");
        group.MapGet("", ListAsync).WithName("ListSecrets").WithSummary("List names and properties of secrets, never values")
            .Answers<Page<SecretProperties>>(400, 403, 404);
        group.MapGet("/{name}", GetPropertiesAsync).WithName("GetSecretProperties").WithSummary("Everything about a secret except its value")
            .Answers<SecretProperties>(400, 403, 404);
        group.MapPut("/{name}", SetAsync).WithName("SetSecret").WithSummary("Set a secret: the value becomes its next version, with check once the data sources that use it were opened with it")
            .Answers<SetSecretAnswer>(400, 403, 404, 409, 413, 422, 503);
        group.MapGet("/{name}/value", GetValueAsync).WithName("GetSecretValue").WithSummary("Read a secret's value; the read is audited first")
            .Answers<SecretValueBody>(400, 403, 404, 503);
        group.MapDelete("/{name}", DeleteAsync).WithName("DeleteSecret").WithSummary("Delete a secret, or with purge=true destroy it for good")
            .AnswersNothing(400, 403, 404, 409, 503);
    }

    private static Task<IResult> ListAsync(
        string environment, string? sort, string? order, string? filter, int? limit, string? after, bool? deleted, HttpContext http, Store store) =>
        http.AnswerAsync(
            async context =>
            {
                var query = SecretListParameters.Parse(sort, order, filter, limit, after, deleted);
                return query.IsRefused ? query.Refusal : await store.Secrets.ListAsync(context, environment, query.Value);
            },
            page => TypedResults.Ok(new Page<SecretProperties>(page.Items, SecretListParameters.Token(page.Next))));

    private static Task<IResult> GetPropertiesAsync(string environment, string name, HttpContext http, Store store) =>
        http.AnswerAsync(context => store.Secrets.GetPropertiesAsync(context, environment, name), TypedResults.Ok);

    private static Task<IResult> SetAsync(string environment, string name, SetSecretBody body, HttpContext http, Store store, SecretRotation rotation) =>
        http.AnswerAsync<CheckedSet>(
            async context =>
            {
                var value = SecretValues.Parse(body.Value);
                if (value.IsRefused)
                {
                    return value.Refusal;
                }

                using (value.Value)
                {
                    if (body.Check)
                    {
                        return await rotation.SetAsync(context, environment, name, value.Value, body.ExpectedVersion, http.RequestAborted);
                    }

                    var set = await store.Secrets.SetAsync(context, environment, name, value.Value, body.ExpectedVersion);
                    return set.IsRefused ? set.Refusal : new CheckedSet(set.Value);
                }
            },
            result => TypedResults.Ok(Answer(result)));

    private static Task<IResult> GetValueAsync(string environment, string name, int? version, HttpContext http, Store store) =>
        http.AnswerAsync(
            context => store.Secrets.GetAsync(context, environment, name, version),
            found => new SecretValueAnswer(found));

    private static Task<IResult> DeleteAsync(string environment, string name, bool? purge, bool? force, HttpContext http, Store store) =>
        http.AnswerAsync<Done>(
            context => purge == true
                ? store.SecretLife.PurgeAsync(context, environment, name, isForced: force == true)
                : store.Secrets.DeleteAsync(context, environment, name, isForced: force == true),
            _ => TypedResults.NoContent());

    private static SetSecretAnswer Answer(CheckedSet set)
    {
        var p = set.Secret.Properties;
        return new SetSecretAnswer(
            p.Name, p.Environment, p.Version, p.CreatedAt, p.UpdatedAt, p.CreatedBy, p.UpdatedBy, set.Secret.Unchanged, set.Checks);
    }
}
