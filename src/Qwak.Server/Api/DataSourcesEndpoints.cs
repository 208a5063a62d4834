using Qwak.Clients.Administration;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.DataSources;
using Qwak.Core.Storage;
using Qwak.FeatureStore.DataSources;
using Qwak.Rest;
using Qwak.Server.DataSources;

namespace Qwak.Server.Api;

/// <summary>Data sources of an environment. They name secrets; no value is in any answer.</summary>
internal static class DataSourcesEndpoints
{
    public static void MapDataSourcesEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/environments/{environment}/data-sources").WithTags("Data sources");
        group.MapGet("", ListAsync).WithName("ListDataSources").WithSummary("List data sources by name")
            .Answers<Page<DataSourceProperties>>(400, 404);
        group.MapGet("/{name}", GetAsync).WithName("GetDataSource").WithSummary("A data source and its definition")
            .Answers<DataSourceAnswer>(400, 404);
        group.MapPut("/{name}", RegisterAsync).WithName("RegisterDataSource").WithSummary("Register a data source: a new one, or its next version")
            .Answers<RegisterDataSourceAnswer>(400, 403, 404, 413, 503);
        group.MapDelete("/{name}", DeleteAsync).WithName("DeleteDataSource").WithSummary("Delete a data source; its secrets stay")
            .AnswersNothing(400, 403, 404, 503);
        group.MapPost("/validate", ValidateAsync).WithName("ValidateDataSource").WithSummary("Try a definition; nothing is registered")
            .Answers<DataSourceValidation>(400, 404, 503);
        group.MapPost("/sample", SampleDraftAsync).WithName("SampleDataSourceDefinition").WithSummary("Read rows of a definition that need not be registered")
            .Answers<DataSourceSample>(400, 403, 404, 422, 503).AnswersFileToo(SampleParquet.MediaType);
        group.MapPost("/{name}/sample", SampleAsync).WithName("SampleDataSource").WithSummary("Read rows of a registered data source")
            .Answers<DataSourceSample>(400, 403, 404, 422, 503).AnswersFileToo(SampleParquet.MediaType);
        api.MapGet("/environments/{environment}/secrets/{name}/data-sources", ListBySecretAsync).WithTags("Secrets").WithName("ListSecretDataSources")
            .WithSummary("Which data sources use a secret, and which versions they used").Answers<Page<DataSourceSecretUse>>(400, 404);
    }

    private static Task<IResult> ListAsync(string environment, int? limit, string? after, HttpContext http, Store store) => http.AnswerAsync(
        async context => limit is < 1 or > DataSourceService.MaximumLimit
            ? new Refusal(RefusalCode.InvalidValue, $"limit is 1 to {DataSourceService.MaximumLimit}.")
            : await store.DataSources.ListAsync(context, environment, limit ?? 100, after),
        page => TypedResults.Ok(new Page<DataSourceProperties>([.. page.Items.Select(Properties)], page.Next)));

    private static Task<IResult> GetAsync(string environment, string name, HttpContext http, Store store) => http.AnswerAsync(
        context => store.DataSources.GetAsync(context, environment, name),
        found => TypedResults.Ok(new DataSourceAnswer(Properties(found), SpecJson.Write(found.Definition))));

    private static Task<IResult> RegisterAsync(string environment, string name, DataSourceBody body, HttpContext http, Store store) =>
        http.AnswerAsync<RegisterSourceResult>(
            async context =>
            {
                var definition = Definitions.Parse(body.Spec);
                return definition.IsRefused ? definition.Refusal
                    : definition.Value.Name != name ? new Refusal(RefusalCode.InvalidName, "The name in the address is not the one in the definition.")
                    : await store.DataSources.RegisterAsync(context, environment, definition.Value);
            },
            result => TypedResults.Ok(new RegisterDataSourceAnswer(Properties(result.Source), result.Unchanged)));

    private static Task<IResult> DeleteAsync(string environment, string name, HttpContext http, Store store, DataSourceConnections connections) =>
        http.AnswerAsync(
            async context =>
            {
                var deleted = await store.DataSources.DeleteAsync(context, environment, name);
                if (!deleted.IsRefused)
                {
                    await connections.ForgetAsync(deleted.Value);
                }

                return deleted;
            },
            _ => TypedResults.NoContent());

    private static Task<IResult> ValidateAsync(string environment, DataSourceBody body, HttpContext http, SourceReading reading) => http.AnswerAsync(
        async context =>
        {
            var definition = Definitions.Parse(body.Spec);
            if (definition.IsRefused || DataSourceName.Problem(definition.Value.Name) is { })
            {
                return SourceChecks.Broken(definition.Refusal ?? DataSourceName.Problem(definition.Value!.Name)!);
            }

            var trial = await reading.TryAsync(context, environment, definition.Value, rows: 1, http.RequestAborted);
            return SourceChecks.Of(definition.Value, trial) is { } checks ? checks : (Result<DataSourceValidation>)trial.Refusal!;
        },
        TypedResults.Ok);

    private static Task<IResult> SampleDraftAsync(string environment, SampleBody body, HttpContext http, SourceReading reading) => AnswerSampleAsync(
        http,
        async context =>
        {
            var definition = Definitions.Parse(body.Spec);
            return definition.IsRefused
                ? definition.Refusal
                : await reading.SampleAsync(context, environment, definition.Value, body.Rows, http.RequestAborted);
        });

    private static Task<IResult> SampleAsync(string environment, string name, SampleBody body, HttpContext http, SourceReading reading) => AnswerSampleAsync(
        http,
        async context => body.Spec is not null
            ? new Refusal(RefusalCode.InvalidValue, "A registered source is sampled as it is defined: leave 'spec' out.")
            : await reading.SampleAsync(context, environment, name, body.Rows, http.RequestAborted));

    private static Task<IResult> AnswerSampleAsync(HttpContext http, Func<RequestContext, Task<Result<Sample>>> sample) =>
        http.AnswerAsync(
            sample,
            rows => http.Request.Headers.Accept == SampleParquet.MediaType
                ? ParquetAnswer(http, SampleParquet.File(rows))
                : TypedResults.Bytes(SampleJson.Table(rows), "application/json; charset=utf-8"));

    private static IResult ParquetAnswer(HttpContext http, Result<byte[]> file) =>
        file.IsRefused ? Problems.From(file.Refusal, http) : TypedResults.Bytes(file.Value, SampleParquet.MediaType);

    private static Task<IResult> ListBySecretAsync(string environment, string name, HttpContext http, Store store) => http.AnswerAsync(
        context => store.DataSources.ListBySecretAsync(context, environment, name),
        found => TypedResults.Ok(new Page<DataSourceSecretUse>([.. found.Select(Lineage)])));

    private static DataSourceSecretUse Lineage(SourceLineage found) => new(
        found.Source.Name, found.IsNamed, [.. found.Versions.Select(used => new DataSourceVersionUse(used.Number, used.FirstAt, used.LastAt, used.Uses))]);

    public static DataSourceProperties Properties(FoundSource found) => new(
        found.Row.Id,
        found.Row.Name,
        found.Definition.Kind,
        found.Definition.Description,
        found.Environment.Name,
        found.Row.Version,
        [.. found.Definition.SecretNames.Select(secret => secret.Name).Distinct()],
        found.Row.UpdatedBy,
        found.Row.CreatedAt,
        found.Row.CreatedBy,
        found.Row.UpdatedAt);
}
