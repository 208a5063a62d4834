using System.Text.Json.Serialization;
using Qwak.Core.Storage;

namespace Qwak.Server.Api;

/// <summary>Whether the process lives, and whether it can serve. Not audited; tells nothing but this.</summary>
internal static partial class HealthEndpoints
{
    public static void MapHealthEndpoints(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", Live).WithTags("Health").WithName("GetLive").WithSummary("The process lives");
        app.MapGet("/health/ready", Ready).WithTags("Health").WithName("GetReady")
            .WithSummary("The service can read, write and audit; otherwise 503 and why")
            .Produces<Health>().Produces<Health>(StatusCodes.Status503ServiceUnavailable);
    }

    public static IResult Live() => Answer("live");

    public static IResult Unavailable(string reason) => Answer("unavailable", reason, StatusCodes.Status503ServiceUnavailable);

    private static IResult Ready(Store store) => store.Commits.Failure is { } reason ? Unavailable(reason) : Answer("ready");

    private static IResult Answer(string status, string? reason = null, int code = StatusCodes.Status200OK) =>
        TypedResults.Json(new Health(status, reason), HealthJson.Default.Health, statusCode: code);

    internal sealed record Health(string Status, string? Reason);

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Health))]
    private sealed partial class HealthJson : JsonSerializerContext;
}
