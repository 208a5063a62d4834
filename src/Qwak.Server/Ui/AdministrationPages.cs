using System.Globalization;
using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Environments, to look at, and API keys.</summary>
internal static class AdministrationPages
{
    public static void MapAdministrationPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/environments", (HttpContext http, Store store) => http.ShowAsync(
            store.Environments.ListAsync,
            all => http.Page<EnvironmentsPage>(("Environments", all.Select(Api.EnvironmentsEndpoints.Properties).ToList()))));
        ui.MapGet("/api-keys", (string? revoked, HttpContext http, Store store) => http.ShowAsync(
            store.ApiKeys.ListAsync,
            all => http.Page<ApiKeysPage>(
                ("Keys", all.OrderBy(key => key.RevokedAt is not null).ThenBy(key => key.User, StringComparer.Ordinal).ToList()), ("IsRevoked", revoked == "true"))));
        ui.MapGet("/api-keys/{id}/revoke", (string id, HttpContext http, Store store) => http.ShowAsync(
            async context => await FindKeyAsync(store, context, id), key => http.Page<RevokeKeyPage>(("Key", key))));
        ui.MapPost("/api-keys/{id}/revoke", (string id, HttpContext http, Store store) => http.ShowAsync<Done>(
            context => store.ApiKeys.RevokeAsync(context, id), _ => UiDoor.SeeOther("/ui/api-keys", ("revoked", "true"))));
        ui.MapGet("/api-keys/new", (string? user, HttpContext http) => http.Page<NewKeyPage>(("User", user)));
        ui.MapPost("/api-keys/new", GenerateKeyAsync);
    }

    private static async Task<Result<ApiKeyProperties>> FindKeyAsync(Store store, RequestContext context, string id)
    {
        var all = await store.ApiKeys.ListAsync(context);
        if (all.IsRefused)
        {
            return all.Refusal;
        }

        return all.Value.FirstOrDefault(key => key.Id == id) is { } found ? found : new Refusal(RefusalCode.NotFound, "There is no such API key.");
    }

    /// <summary>The answer is the only place where the key is ever shown, and no cache keeps it.</summary>
    private static async Task<IResult> GenerateKeyAsync(HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var (user, environment, role, days) = (form["user"]?.Trim(), form["environment"], form["role"], form["days"]?.Trim());
        var isNumber = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (string.IsNullOrEmpty(environment))
        {
            return Again("Choose where the key is good.");
        }

        var made = !isNumber && !string.IsNullOrEmpty(days)
            ? new Refusal(RefusalCode.InvalidValue, "The number of days is a whole number, or left out.")
            : await store.ApiKeys.GenerateAsync(http.Session().Context, new ApiKeyRequest(
                user, environment, role, Force: false, isNumber ? number : null));
        return made.Refusal switch
        {
            null => http.Page<MadeKeyPage>(("Key", made.Value!.Text), ("User", made.Value.User), ("ExpiresAt", made.Value.ExpiresAt)),
            { Code: RefusalCode.AlreadyExists } => Again("They have a key for this environment already. Revoke it first."),
            { Code: RefusalCode.InvalidName or RefusalCode.InvalidValue or RefusalCode.UnknownEnvironment } wrong => Again(wrong.Message),
            var refusal => http.Refused(refusal),
        };

        IResult Again(string problem) => http.Page<NewKeyPage>(
            StatusCodes.Status400BadRequest, ("User", user), ("Environment", environment), ("Role", role), ("Days", days), ("Problem", problem));
    }
}
