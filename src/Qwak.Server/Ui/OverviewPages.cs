using Qwak.Core;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>What needs attention, and how the service is.</summary>
internal static class OverviewPages
{
    private const int Shown = 5;
    private const int UsageDays = 90;

    public static void MapOverviewPages(this IEndpointRouteBuilder ui) => ui.MapGet("/overview", ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext http, Store store, TimeProvider time)
    {
        var context = http.Session().Context;
        var parts = await Task.WhenAll(Concerns.All.Select(async c =>
            (About: c, Found: await store.Secrets.ListAllAsync(
                context, new SecretListQuery { Concern = c.Concern, Limit = Shown, Sort = SecretSortKey.Created }))));
        if (parts.Select(part => part.Found.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused)
        {
            return Refused(http, store, refused);
        }

        var usage = await store.SecretLife.GetUsageOfAllAsync(context, UsageDays);
        return usage.IsRefused ? Refused(http, store, usage.Refusal) : http.Page<OverviewPage>(
            ("Health", HealthLine.Of(store)),
            ("Chart", ReadsChartBars.Of(usage.Value, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), UsageDays)),
            ("Concerns", parts.Select(part => new ConcernList(
                part.About.Word, part.About.Title, part.About.Meaning, part.Found.Value!.Items, part.Found.Value.Next is not null)).ToList()));
    }

    /// <summary>While nothing can be recorded nothing is told either, but why.</summary>
    private static IResult Refused(HttpContext http, Store store, Refusal refusal) => refusal.Code == RefusalCode.Unavailable
        ? http.Page<OverviewPage>(StatusCodes.Status503ServiceUnavailable, ("Health", HealthLine.Of(store)))
        : http.Refused(refusal);
}

/// <summary>The first secrets with one concern. Public, as Razor makes components.</summary>
public sealed record ConcernList(string Word, string Title, string Meaning, IReadOnlyList<SecretProperties> Secrets, bool HasMore);
