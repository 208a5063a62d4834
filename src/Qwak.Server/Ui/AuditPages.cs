using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>The audit trail, newest first.</summary>
internal static class AuditPages
{
    private const int PageSize = 50;

    public static void MapAuditPages(this IEndpointRouteBuilder ui) => ui.MapGet("/audit", ListAsync);

    private static Task<IResult> ListAsync(
        string? principal, string? action, string? environment, string? name, string? outcome, string? since, string? until, string? after,
        HttpContext http, Store store)
    {
        var view = new AuditView(principal, action, environment, name, outcome, since, until, after);
        return http.ShowAsync(
            async context =>
            {
                var query = view.ToQuery(PageSize);
                return query.IsRefused ? query.Refusal : await store.Audit.ListAsync(context, query.Value);
            },
            page => http.Page<AuditTrailPage>(("Events", page.Items), ("View", view), ("Next", page.HasMore ? AuditEndpoints.Token(page.Items[^1]) : null)));
    }
}
