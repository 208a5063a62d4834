using Qwak.Core;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Account Settings → Secrets: the table, and a new secret.</summary>
internal static class SecretsPages
{
    private const int PageSize = 50;

    public static void MapSecretsPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/secrets", ListAsync);
        ui.MapGet("/secrets/new", (string? environment, HttpContext http) => http.Page<NewSecretPage>(("Environment", environment)));
        ui.MapPost("/secrets/new", CreateAsync);
        ui.MapPost("/secrets/name-check", CheckNameAsync);
    }

    private static Task<IResult> ListAsync(
        string? environment, string? filter, string? sort, string? order, string? after, bool? deleted, string? concern, string? done, string? name,
        HttpContext http, Store store) =>
        http.ShowAsync(
            async context =>
            {
                var query = SecretListParameters.Parse(sort, order, filter, PageSize, after, deleted);
                if (query.IsRefused)
                {
                    return query.Refusal;
                }

                var wanted = query.Value with { Concern = Concerns.Parse(concern), WithLastRead = true, WithUsers = deleted != true };
                return string.IsNullOrEmpty(environment)
                    ? await store.Secrets.ListAllAsync(context, wanted)
                    : await store.Secrets.ListAsync(context, environment, wanted);
            },
            page => http.Page<SecretsPage>(
                ("Secrets", page.Items),
                ("Users", page.Users.ToDictionary(found => found.Key, found => Words(found.Value))),
                ("Next", SecretListParameters.Token(page.Next)),
                ("View", new SecretsView(environment, filter, sort ?? "name", order ?? "asc", after, deleted == true, concern)),
                ("Done", DoneMessage.Of(done, name))));

    private static string Words(SecretUsers users) => string.Join(", ", new[]
    {
        users.Sources switch { 0 => null, 1 => "1 source", var count => $"{count} sources" },
        users.Builds switch { 0 => null, 1 => "1 build", var count => $"{count} builds" },
    }.OfType<string>());

    /// <summary>The value is taken from the form, and never given back: neither after success nor with what was wrong.</summary>
    private static async Task<IResult> CreateAsync(HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var (environment, name) = (form["environment"], form["name"]?.Trim());
        var result = await SetAsync(http, store, environment, name, form, expectedVersion: 0);
        if (!result.IsRefused)
        {
            return UiDoor.SeeOther(UiDoor.Home, ("done", DoneMessage.Created), ("name", result.Value.Properties.Name));
        }

        var problem = result.Refusal.Code == RefusalCode.VersionConflict
            ? "There is a secret of this name already. Choose another name, or open the secret and set a new version of it."
            : result.Refusal.Message;
        return result.Refusal.Code == RefusalCode.Unauthenticated
            ? http.Refused(result.Refusal)
            : http.Page<NewSecretPage>(Problems.Status(result.Refusal.Code), ("Environment", environment), ("Name", name), ("Problem", problem));
    }

    /// <summary>A POST, since what somebody types into the wrong field must not come into an address.</summary>
    private static async Task<IResult> CheckNameAsync(HttpContext http, Store store)
    {
        var text = (await UiForm.ReadAsync(http))["name"] ?? "";
        return SecretName.TryParse(text, out _, out var problem, store.Secrets.NameRule)
            ? Results.NoContent()
            : Results.Json(new NameProblem(problem, SecretName.Suggestion(text)), UiJson.Default.NameProblem);
    }

    /// <summary>Sets the value of a form; shared by the new secret and the new version.</summary>
    public static async Task<Result<SetSecretResult>> SetAsync(
        HttpContext http, Store store, string? environment, string? name, UiForm form, int? expectedVersion)
    {
        var value = SecretValues.Parse(form.Lines("value"));
        if (value.IsRefused)
        {
            return value.Refusal;
        }

        using (value.Value)
        {
            return await store.Secrets.SetAsync(http.Session().Context, environment, name, value.Value, expectedVersion);
        }
    }
}
