using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Policies: the list, one as the JSON that it is, and what they come to.</summary>
internal static class PolicyPages
{
    private const string Home = "/ui/policies";

    public static void MapPolicyPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/policies", (HttpContext http, Store store) => http.ShowAsync(
            store.Policies.ListAsync, all => http.Page<PoliciesPage>(("Policies", all))));
        ui.MapGet("/policies/new", (HttpContext http) => http.Page<PolicyPage>(("Text", PolicyJson.Example)));
        ui.MapPost("/policies/set", SetAsync);
        ui.MapGet("/policies/explain", ExplainAsync);
        ui.MapGet("/policies/{name}/edit", (string name, HttpContext http, Store store) => http.ShowAsync(
            context => store.Policies.ListAsync(context),
            all => Find(all, name) is { } found ? http.Page<PolicyPage>(("Name", name), ("Text", PolicyJson.Write(found)), ("IsThere", true)) : NotThere(http)));
        ui.MapGet("/policies/{name}/delete", (string name, HttpContext http, Store store) => http.ShowAsync(
            context => store.Policies.ListAsync(context), all => Find(all, name) is not null ? Confirm(http, name) : NotThere(http)));
        ui.MapPost("/policies/{name}/delete", (string name, HttpContext http, Store store) => http.ShowAsync<Done>(
            context => store.Policies.DeleteAsync(context, name), _ => UiDoor.SeeOther(Home)));
    }

    private static async Task<IResult> SetAsync(HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var (name, text) = (form["name"]?.Trim() ?? "", form.Lines("definition") ?? "");
        var isThere = form["is-there"] is not null;
        if (!isThere)
        {
            var all = await store.Policies.ListAsync(http.Session().Context);
            if (all.IsRefused)
            {
                return http.Refused(all.Refusal);
            }

            if (Find(all.Value, name) is not null)
            {
                return http.Page<PolicyPage>(
                    StatusCodes.Status409Conflict, ("Name", name), ("Text", text),
                    ("Problem", "There is a policy of this name already. Open it to change it, or choose another name."));
            }
        }

        var definition = PolicyJson.Read(text);
        var set = definition.IsRefused ? definition.Refusal : await store.Policies.SetAsync(http.Session().Context, name, definition.Value);
        return set.Refusal switch
        {
            null => UiDoor.SeeOther(Home),
            { Code: RefusalCode.InvalidName or RefusalCode.InvalidValue } wrong => http.Page<PolicyPage>(
                StatusCodes.Status400BadRequest, ("Name", name), ("Text", text), ("IsThere", isThere), ("Problem", wrong.Message)),
            var refusal => http.Refused(refusal),
        };
    }

    private static async Task<IResult> ExplainAsync(string? principal, string? action, string? environment, string? name, HttpContext http, Store store)
    {
        var question = new PolicyQuestion(principal?.Trim(), action, environment, name?.Trim());
        if (string.IsNullOrEmpty(principal))
        {
            return http.Page<ExplainPage>(("Question", question));
        }

        var explained = await store.Policies.ExplainAsync(http.Session().Context, question);
        return explained.Refusal switch
        {
            null => http.Page<ExplainPage>(("Question", question), ("Answer", explained.Value)),
            { Code: RefusalCode.PermissionDenied or RefusalCode.Unauthenticated or RefusalCode.Unavailable } refusal => http.Refused(refusal),
            var wrong => http.Page<ExplainPage>(Problems.Status(wrong.Code), ("Question", question), ("Problem", wrong.Message)),
        };
    }

    private static PolicyProperties? Find(IEnumerable<PolicyProperties> all, string name) => all.FirstOrDefault(policy => policy.Name == name && !policy.BuiltIn);

    private static IResult NotThere(HttpContext http) => http.Refused(new Refusal(RefusalCode.NotFound, "There is no such policy, or it is a role's."));

    private static IResult Confirm(HttpContext http, string name) => http.Page<ConfirmPage>(
        ("Title", $"Delete the policy {name}?"),
        ("Section", Home),
        ("Back", Home),
        ("BackName", "Policies"),
        ("Text", "What it allows is denied from then on, and what it denies is allowed wherever another policy or role allows it."),
        ("Button", "Delete policy"));
}
