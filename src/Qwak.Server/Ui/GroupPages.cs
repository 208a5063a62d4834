using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Groups of members, which policies name.</summary>
internal static class GroupPages
{
    public const string Home = "/ui/groups";

    public static void MapGroupPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/groups", (HttpContext http, Store store) => http.ShowAsync(
            store.Groups.ListAsync, all => http.Page<GroupsPage>(("Groups", all))));
        ui.MapGet("/groups/new", (HttpContext http) => http.Page<NewGroupPage>());
        ui.MapPost("/groups/new", CreateAsync);
        var group = ui.MapGroup("/groups/{name}");
        group.MapGet("", (string name, HttpContext http, Store store) => ShowAsync(name, http, store));
        group.MapPost("/members", (string name, HttpContext http, Store store) => ChangeAsync(name, http, store, store.Groups.AddMemberAsync));
        group.MapPost("/members/remove", (string name, HttpContext http, Store store) => ChangeAsync(name, http, store, store.Groups.RemoveMemberAsync));
        group.MapGet("/delete", (string name, HttpContext http, Store store) => WithOneAsync(name, http, store, one => Confirm(http, one, problem: null)));
        group.MapPost("/delete", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, Store store)
    {
        var name = (await UiForm.ReadAsync(http))["name"]?.Trim();
        var made = await store.Groups.CreateAsync(http.Session().Context, name);
        return made.Refusal switch
        {
            null => UiDoor.SeeOther(UiAddress.OfGroup(made.Value!.Name)),
            { Code: RefusalCode.InvalidName or RefusalCode.AlreadyExists } wrong => http.Page<NewGroupPage>(
                Problems.Status(wrong.Code), ("Name", name), ("Problem", wrong.Message)),
            var refusal => http.Refused(refusal),
        };
    }

    private static Task<IResult> ShowAsync(string name, HttpContext http, Store store, string? member = null, Refusal? problem = null) =>
        WithOneAsync(name, http, store, async one =>
        {
            var context = http.Session().Context;
            var (users, accounts, policies) = (
                await store.Users.ListAsync(context), await store.ServiceAccounts.ListAsync(context), await store.Policies.ListAsync(context));
            if ((users.Refusal ?? accounts.Refusal ?? policies.Refusal) is { } refusal)
            {
                return http.Refused(refusal);
            }

            var others = users.Value!.Concat(accounts.Value!).Select(other => other.Name).Except(one.Members).Order(StringComparer.Ordinal);
            return http.Page<GroupPage>(
                problem is null ? StatusCodes.Status200OK : Problems.Status(problem.Code),
                ("Group", one), ("Others", others.ToList()), ("Entered", member), ("Problem", problem?.Message),
                ("Policies", policies.Value!.Where(policy => policy.Principals.Contains("group:" + name)).ToList()));
        });

    private static async Task<IResult> ChangeAsync(
        string name, HttpContext http, Store store, Func<RequestContext, string, string, Task<Result<GroupProperties>>> change)
    {
        var member = (await UiForm.ReadAsync(http))["member"]?.Trim() ?? "";
        var changed = await change(http.Session().Context, name, member);
        return changed.Refusal switch
        {
            null => UiDoor.SeeOther(UiAddress.OfGroup(name)),
            { Code: RefusalCode.InvalidName or RefusalCode.NotFound } wrong => await ShowAsync(name, http, store, member, wrong),
            var refusal => http.Refused(refusal),
        };
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext http, Store store)
    {
        if ((await UiForm.ReadAsync(http))["confirmation"]?.Trim() != name)
        {
            return await WithOneAsync(name, http, store, one => Confirm(http, one, "That is not its name. Type it exactly to delete it."));
        }

        return await http.ShowAsync<Done>(context => store.Groups.DeleteAsync(context, name), _ => UiDoor.SeeOther(Home));
    }

    private static async Task<IResult> WithOneAsync(string name, HttpContext http, Store store, Func<GroupProperties, Task<IResult>> show)
    {
        var all = await store.Groups.ListAsync(http.Session().Context);
        return all.IsRefused ? http.Refused(all.Refusal)
            : all.Value.FirstOrDefault(group => group.Name == name) is { } one ? await show(one)
            : http.Refused(new Refusal(RefusalCode.NotFound, "There is no such group."));
    }

    private static Task<IResult> Confirm(HttpContext http, GroupProperties group, string? problem) => Task.FromResult(http.ConfirmDeletion(
        group.Name, UiAddress.OfGroup(group.Name), problem,
        ("Title", $"Delete the group {group.Name}?"),
        ("Section", Home),
        ("Text", "Its members stay, but policies that name it speak of nobody from then on. A group of the same name made later would have its place."),
        ("Button", "Delete group")));
}
