using System.Globalization;
using System.Text.Json;
using Qwak.Clients.ModelBuilds;
using Qwak.Core;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

/// <summary>Model builds, their logs, and which of them used a secret. Builds are started over gRPC, by their runners.</summary>
internal static class ModelBuildsEndpoints
{
    public static void MapModelBuildsEndpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/builds").WithTags("Model builds");
        group.MapGet("", ListAsync).WithName("ListModelBuilds").WithSummary("List model builds, newest first")
            .Answers<Page<ModelBuildProperties>>(400, 403);
        group.MapGet("/{buildId}", GetAsync).WithName("GetModelBuild").WithSummary("A build, what it used, and its runner's summary")
            .Answers<ModelBuildProperties>(404);
        group.MapGet("/{buildId}/log", ReadLogAsync).WithName("ReadModelBuildLog")
            .WithSummary("Read a build's redacted log behind a position; with follow it waits up to 10 seconds for more")
            .Answers<BuildLogPage>(400, 404, 503);
        api.MapGet("/environments/{environment}/secrets/{name}/builds", UsageAsync).WithTags("Secrets").WithName("ListSecretBuilds")
            .WithSummary("Which builds used which version of a secret, and through whom").Answers<Page<BuildSecretUse>>(400, 404);
    }

    private static Task<IResult> ListAsync(string? modelId, int? limit, string? after, HttpContext http, Store store) => http.AnswerAsync(
        async context =>
        {
            var query = Parse(modelId, limit, after);
            return query.IsRefused ? query.Refusal : await store.Builds.ListAsync(context, query.Value);
        },
        page => TypedResults.Ok(new Page<ModelBuildProperties>([.. page.Items.Select(Properties)], Token(page.Next))));

    private static Task<IResult> GetAsync(string buildId, HttpContext http, Store store) => http.AnswerAsync(
        context => store.Builds.GetAsync(context, buildId),
        found => TypedResults.Ok(Properties(found) with
        {
            UsedSecrets = [.. found.Used.Select(Usage)],
            Summary = found.Build.Summary is { } summary ? JsonSerializer.Deserialize(summary, RestJson.Default.JsonElement) : null,
        }));

    private static Task<IResult> ReadLogAsync(string buildId, long? after, bool? follow, HttpContext http, Store store) => http.AnswerAsync(
        context => store.BuildLogs.ReadAsync(context, buildId, after ?? 0, follow ?? false, http.RequestAborted),
        page => TypedResults.Ok(new BuildLogPage(
            [.. page.Entries.Select(entry => new BuildLogEntry(entry.Time, entry.IsError, entry.Text))], page.Position, page.IsEnd)));

    private static Task<IResult> UsageAsync(string environment, string name, HttpContext http, Store store) => http.AnswerAsync(
        context => store.Builds.UsageAsync(context, environment, name),
        uses => TypedResults.Ok(new Page<BuildSecretUse>([.. uses.Select(Usage)])));

    public static ModelBuildProperties Properties(ModelBuildDetails found)
    {
        var build = found.Build;
        return new(
            build.Id, build.ModelId, found.Environment, build.Principal.Name, build.Status.Text(), build.StartedAt, build.FinishedAt,
            build.ExitCode, build.Declared);
    }

    public static BuildSecretUse Usage(RecordedUse use) =>
        new(use.BuildId, use.ModelId, use.Name, use.Version, use.Principal, use.FirstAt, use.LastAt, use.Reads) { Status = use.Status.Text() };

    public static Result<ModelBuildQuery> Parse(string? modelId, int? limit, string? after)
    {
        if (limit is < 1 or > ModelBuildQuery.MaximumLimit)
        {
            return new Refusal(RefusalCode.InvalidValue, $"limit is 1 to {ModelBuildQuery.MaximumLimit}.");
        }

        var query = new ModelBuildQuery { ModelId = modelId, Limit = limit ?? 100 };
        if (string.IsNullOrEmpty(after))
        {
            return query;
        }

        return after.Split('.') is [var time, var id] && RandomId.IsOne(id)
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? query with { After = new ModelBuildPosition(milliseconds, id) }
                : new Refusal(RefusalCode.InvalidValue, "after is not the 'next' of a page.");
    }

    public static string? Token(ModelBuildPosition? position) =>
        position is null ? null : string.Create(CultureInfo.InvariantCulture, $"{position.Time}.{position.Id}");
}
