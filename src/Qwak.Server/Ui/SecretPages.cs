using System.Globalization;
using Qwak.Core;
using Qwak.Core.Audit;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>One secret: its page, and what can be done with it.</summary>
internal static class SecretPages
{
    private const int UsageDays = 90;
    private const int Readers = 10;

    public static void MapSecretPages(this IEndpointRouteBuilder ui)
    {
        var secret = ui.MapGroup("/secrets/{environment}/{name}");
        secret.MapGet("", ShowAsync);
        secret.MapGet("/version", (string environment, string name, HttpContext http) =>
            http.Page<NewVersionPage>(("Environment", environment), ("Name", name)));
        secret.MapPost("/version", SetVersionAsync);
        secret.MapGet("/properties", (string environment, string name, HttpContext http, Store store) => http.ShowAsync(
            context => store.Secrets.GetPropertiesAsync(context, environment, name),
            found => http.Page<PropertiesPage>(("Secret", found), ("Entered", EnteredProperties.Of(found)))));
        secret.MapPost("/properties", SavePropertiesAsync);
        secret.MapGet("/delete", (string environment, string name, HttpContext http, Store store) => ConfirmAsync(environment, name, http, store));
        secret.MapPost("/delete", DeleteAsync);
        secret.MapPost("/restore", RestoreAsync);
    }

    private static async Task<IResult> ShowAsync(string environment, string name, string? done, HttpContext http, Store store, TimeProvider time)
    {
        var context = http.Session().Context;
        var found = await store.Secrets.GetPropertiesAsync(context, environment, name);
        if (found.IsRefused)
        {
            return http.Refused(found.Refusal);
        }

        var versions = store.SecretLife.ListVersionsAsync(context, environment, name);
        var usage = store.SecretLife.GetUsageAsync(context, environment, name, UsageDays);
        var readers = http.Frame().IsAuditor
            ? store.Audit.ListAsync(context, new AuditQuery { Action = AuditActions.SecretRead, Name = found.Value.Name, Environment = found.Value.Environment, Limit = Readers })
            : Task.FromResult<Result<AuditPage>>(new AuditPage([], HasMore: false));
        var users = SecretUser.ListAsync(store, context, found.Value.Environment, found.Value.Name);
        if (((await versions).Refusal ?? (await usage).Refusal ?? (await readers).Refusal ?? (await users).Refusal) is { } refusal)
        {
            return http.Refused(refusal);
        }

        return http.Page<SecretPage>(
            ("Secret", found.Value),
            ("Versions", versions.Result.Value),
            ("Chart", ReadsChartBars.Of(usage.Result.Value!, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), UsageDays)),
            ("Users", users.Result.Value),
            ("ReadBy", readers.Result.Value!.Items),
            ("ReadBySince", readers.Result.Value.LookedTo is { } last ? StoreTime.From(last.Time) : null),
            ("Url", $"https://{http.Request.Host}"),
            ("Done", DoneMessage.Of(done, name)));
    }

    private static async Task<IResult> SetVersionAsync(string environment, string name, HttpContext http, Store store)
    {
        var result = await SecretsPages.SetAsync(http, store, environment, name, await UiForm.ReadAsync(http), expectedVersion: null);
        if (!result.IsRefused)
        {
            return UiDoor.SeeOther(UiAddress.OfSecret(environment, name), ("done", result.Value.Unchanged ? DoneMessage.Unchanged : DoneMessage.Set));
        }

        return result.Refusal.Code is RefusalCode.InvalidValue or RefusalCode.ValueTooLarge
            ? http.Page<NewVersionPage>(
                Problems.Status(result.Refusal.Code), ("Environment", environment), ("Name", name), ("Problem", result.Refusal.Message))
            : http.Refused(result.Refusal);
    }

    private static async Task<IResult> SavePropertiesAsync(string environment, string name, HttpContext http, Store store)
    {
        var entered = EnteredProperties.Of(await UiForm.ReadAsync(http));
        var change = entered.ToChange();
        var result = change.IsRefused ? change.Refusal : await store.SecretLife.UpdateAsync(http.Session().Context, environment, name, change.Value);
        if (!result.IsRefused)
        {
            return UiDoor.SeeOther(UiAddress.OfSecret(environment, name), ("done", DoneMessage.Saved));
        }

        return result.Refusal.Code != RefusalCode.InvalidValue
            ? http.Refused(result.Refusal)
            : await http.ShowAsync(
                context => store.Secrets.GetPropertiesAsync(context, environment, name),
                found => http.Page<PropertiesPage>(
                    StatusCodes.Status400BadRequest, ("Secret", found), ("Entered", entered), ("Problem", result.Refusal.Message)));
    }

    private static async Task<IResult> DeleteAsync(string environment, string name, HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        if (form["confirmation"]?.Trim() != name)
        {
            return await ConfirmAsync(environment, name, http, store, new Refusal(
                RefusalCode.InvalidValue, "That is not the secret's name. Type it exactly to delete the secret."));
        }

        var deleted = await store.Secrets.DeleteAsync(http.Session().Context, environment, name, isForced: form["force"] is not null);
        return deleted.Refusal switch
        {
            null => UiDoor.SeeOther(UiDoor.Home, ("done", DoneMessage.Deleted), ("name", name)),
            { Code: RefusalCode.InUse } inUse => await ConfirmAsync(environment, name, http, store, inUse with
            {
                Message = inUse.Message.Replace(
                    SecretsInUse.Remedy, "Delete them or have them use another, or say below that it is to be deleted all the same.", StringComparison.Ordinal),
            }),
            var refusal => http.Refused(refusal),
        };
    }

    private static async Task<IResult> ConfirmAsync(string environment, string name, HttpContext http, Store store, Refusal? problem = null)
    {
        var context = http.Session().Context;
        var found = await store.Secrets.GetPropertiesAsync(context, environment, name);
        return found.IsRefused
            ? http.Refused(found.Refusal)
            : await http.ShowAsync(
                _ => SecretUser.ListAsync(store, context, environment, name),
                users => http.Page<DeletePage>(
                    problem is null ? StatusCodes.Status200OK : Problems.Status(problem.Code), ("Secret", found.Value), ("Users", users), ("Problem", problem?.Message)));
    }

    private static async Task<IResult> RestoreAsync(string environment, string name, HttpContext http, Store store)
    {
        var version = (await UiForm.ReadAsync(http))["version"];
        int[]? versions = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? [number] : null;
        return await http.ShowAsync(
            context => store.SecretLife.RestoreAsync(context, environment, name, versions),
            _ => UiDoor.SeeOther(UiAddress.OfSecret(environment, name), ("done", DoneMessage.Restored)));
    }
}
