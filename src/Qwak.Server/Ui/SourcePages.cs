using Qwak.Clients.Administration;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.Core.Audit;
using Qwak.Core.DataSources;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.DataSources;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Data sources: the list, one source, and what it answers.</summary>
internal static class SourcePages
{
    private const int PageSize = 50;
    private const int SampledRows = 10;
    private const int Uses = 10;

    public static void MapSourcePages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/data-sources", ListAsync);
        var source = ui.MapGroup("/data-sources/{environment}/{name}");
        source.MapGet("", (string environment, string name, HttpContext http, Store store) => ShowAsync(environment, name, http, store));
        source.MapPost("/test", TestAsync);
        source.MapPost("/sample", SampleAsync);
        source.MapGet("/delete", (string environment, string name, HttpContext http, Store store) => http.ShowAsync(
            context => store.DataSources.GetAsync(context, environment, name), found => Confirm(http, found, problem: null)));
        source.MapPost("/delete", DeleteAsync);
    }

    private static Task<IResult> ListAsync(string? environment, string? after, string? deleted, HttpContext http, Store store)
    {
        var place = string.IsNullOrEmpty(environment) ? http.Frame().Places.Select(place => place.Name).FirstOrDefault() : environment;
        return http.ShowAsync(
            context => store.DataSources.ListAsync(context, place, PageSize, after),
            page => http.Page<SourcesPage>(
                ("Sources", page.Items.Select(DataSourcesEndpoints.Properties).ToList()), ("Environment", place), ("After", after), ("Next", page.Next),
                ("Done", DataSourceName.Problem(deleted) is null ? $"Deleted the data source {deleted}." : null)));
    }

    private static async Task<IResult> ShowAsync(
        string environment, string name, HttpContext http, Store store, DataSourceValidation? tested = null, SampleView? sample = null, Refusal? problem = null)
    {
        var context = http.Session().Context;
        var found = await store.DataSources.GetAsync(context, environment, name);
        if (found.IsRefused)
        {
            return http.Refused(found.Refusal);
        }

        var uses = http.Frame().IsAuditor
            ? await store.Audit.ListAsync(context, new AuditQuery { Name = found.Value.Row.Name, Environment = found.Value.Environment.Name, Limit = Uses })
            : new AuditPage([], HasMore: false);
        return uses.IsRefused
            ? http.Refused(uses.Refusal)
            : http.Page<SourcePage>(
                problem is null ? StatusCodes.Status200OK : Problems.Status(problem.Code),
                ("Source", DataSourcesEndpoints.Properties(found.Value)), ("Fields", SourceField.Of(found.Value.Definition)),
                ("Tested", tested), ("Sample", sample), ("Problem", problem?.Message),
                ("Events", uses.Value.Items));
    }

    private static async Task<IResult> TestAsync(string environment, string name, HttpContext http, Store store, SourceReading reading)
    {
        var context = http.Session().Context;
        var found = await store.DataSources.GetAsync(context, environment, name);
        if (found.IsRefused)
        {
            return http.Refused(found.Refusal);
        }

        var trial = await reading.TryAsync(context, environment, name, http.RequestAborted);
        if (trial is { IsRefused: true, Refusal.Code: RefusalCode.PermissionDenied })
        {
            return await ShowAsync(environment, name, http, store, problem: trial.Refusal);
        }

        return SourceChecks.Of(found.Value.Definition, trial) is { } checks
            ? await ShowAsync(environment, name, http, store, tested: checks)
            : http.Refused(trial.Refusal!);
    }

    /// <summary>The rows go into this one answer, which no cache keeps, and nowhere else.</summary>
    private static async Task<IResult> SampleAsync(string environment, string name, HttpContext http, Store store, SourceReading reading)
    {
        var sample = await reading.SampleAsync(http.Session().Context, environment, name, SampledRows, http.RequestAborted);
        return sample switch
        {
            { IsRefused: false } => await ShowAsync(environment, name, http, store, sample: SampleView.Of(sample.Value)),
            { Refusal.Code: RefusalCode.SourceFailed or RefusalCode.PermissionDenied } => await ShowAsync(environment, name, http, store, problem: sample.Refusal),
            _ => http.Refused(sample.Refusal),
        };
    }

    private static async Task<IResult> DeleteAsync(string environment, string name, HttpContext http, Store store, DataSourceConnections connections)
    {
        if ((await UiForm.ReadAsync(http))["confirmation"]?.Trim() != name)
        {
            return await http.ShowAsync(
                context => store.DataSources.GetAsync(context, environment, name), found => Confirm(http, found, "That is not the data source's name. Type it exactly to delete it."));
        }

        var deleted = await store.DataSources.DeleteAsync(http.Session().Context, environment, name);
        if (deleted.IsRefused)
        {
            return http.Refused(deleted.Refusal);
        }

        await connections.ForgetAsync(deleted.Value);
        return UiDoor.SeeOther("/ui/data-sources", ("environment", environment), ("deleted", name));
    }

    private static IResult Confirm(HttpContext http, FoundSource found, string? problem) => http.ConfirmDeletion(
        found.Row.Name, UiAddress.OfSource(found.Environment.Name, found.Row.Name), problem,
        ("Title", $"Delete the data source {found.Row.Name}?"),
        ("Section", "/ui/data-sources"),
        ("Text", $"Feature sets that refer to it in {found.Environment.Name} fail from then on. The secrets that it names stay."),
        ("Button", "Delete data source"));
}
