using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Environments, API keys, members and policies: to look at, and to revoke a key. They are changed with <c>qwak admin</c>.</summary>
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
        ui.MapGet("/members", ShowMembersAsync);
        ui.MapGet("/policies", (HttpContext http, Store store) => http.ShowAsync(
            store.Policies.ListAsync, all => http.Page<PoliciesPage>(("Policies", all))));
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

    private static async Task<IResult> ShowMembersAsync(HttpContext http, Store store)
    {
        var context = http.Session().Context;
        var (roles, users, accounts, groups) = (
            await store.RoleAssignments.ListAsync(context), await store.Users.ListAsync(context),
            await store.ServiceAccounts.ListAsync(context), await store.Groups.ListAsync(context));
        return (roles.Refusal ?? users.Refusal ?? accounts.Refusal ?? groups.Refusal) is { } refusal
            ? http.Refused(refusal)
            : http.Page<MembersPage>(
                ("Members", users.Value!.Concat(accounts.Value!).OrderBy(member => member.Name, StringComparer.Ordinal).ToList()),
                ("Roles", roles.Value!.ToLookup(role => role.User)),
                ("Groups", groups.Value!));
    }
}
