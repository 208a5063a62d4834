using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Users and service accounts, and their roles.</summary>
internal static class MemberPages
{
    private const string Home = "/ui/members";
    private const string ServiceAccount = "service-account";

    public static void MapMemberPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/members", (HttpContext http, Store store) => WithAllAsync(http, store, all => http.Page<MembersPage>(("All", all))));
        ui.MapGet("/members/new", (HttpContext http) => http.Page<NewMemberPage>());
        ui.MapPost("/members/new", CreateAsync);
        var member = ui.MapGroup("/members/{name}");
        member.MapGet("", (string name, HttpContext http, Store store) => ShowAsync(name, http, store));
        member.MapPost("/roles", GrantAsync);
        member.MapPost("/roles/revoke", RevokeAsync);
        member.MapGet("/delete", (string name, HttpContext http, Store store) => WithOneAsync(http, store, name, (one, _) => Confirm(http, one, problem: null)));
        member.MapPost("/delete", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var (name, kind) = (form["name"]?.Trim(), form["kind"]);
        var made = await Service(store, kind).CreateAsync(http.Session().Context, name);
        return made.Refusal switch
        {
            null => UiDoor.SeeOther(UiAddress.OfMember(made.Value!.Name)),
            { Code: RefusalCode.InvalidName or RefusalCode.AlreadyExists } wrong => http.Page<NewMemberPage>(
                Problems.Status(wrong.Code), ("Name", name), ("Kind", kind), ("Problem", wrong.Message)),
            var refusal => http.Refused(refusal),
        };
    }

    private static Task<IResult> ShowAsync(string name, HttpContext http, Store store, Refusal? problem = null) =>
        WithOneAsync(http, store, name, (one, all) => http.Page<MemberPage>(
            problem is null ? StatusCodes.Status200OK : Problems.Status(problem.Code), ("Member", one), ("All", all), ("Problem", problem?.Message)));

    /// <summary>A role for somebody who is there: the service would make a user of any other name.</summary>
    private static async Task<IResult> GrantAsync(string name, HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var (context, isThere) = (http.Session().Context, true);
        var members = await WithOneAsync(http, store, name, (_, _) =>
        {
            isThere = false;
            return Results.Empty;
        });
        if (isThere)
        {
            return members;
        }

        var granted = await store.RoleAssignments.GrantAsync(context, name, form["environment"] ?? "", form["role"]);
        return await DoneAsync(name, granted.Refusal, http, store);
    }

    private static async Task<IResult> RevokeAsync(string name, HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var revoked = await store.RoleAssignments.RevokeAsync(http.Session().Context, name, form["environment"] ?? "");
        return await DoneAsync(name, revoked.Refusal, http, store);
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        if (form["confirmation"]?.Trim() != name)
        {
            return await WithOneAsync(http, store, name, (one, _) => Confirm(http, one, "That is not their name. Type it exactly to delete them."));
        }

        var deleted = await Service(store, form["kind"]).DeleteAsync(http.Session().Context, name);
        return deleted.IsRefused ? http.Refused(deleted.Refusal) : UiDoor.SeeOther(Home);
    }

    private static async Task<IResult> DoneAsync(string name, Refusal? refusal, HttpContext http, Store store) => refusal switch
    {
        null => UiDoor.SeeOther(UiAddress.OfMember(name)),
        { Code: RefusalCode.InvalidValue or RefusalCode.UnknownEnvironment } => await ShowAsync(name, http, store, refusal),
        _ => http.Refused(refusal),
    };

    private static PrincipalService Service(Store store, string? kind) => kind == ServiceAccount ? store.ServiceAccounts : store.Users;

    private static Task<IResult> WithOneAsync(HttpContext http, Store store, string name, Func<PrincipalProperties, MembersView, IResult> show) =>
        WithAllAsync(http, store, all => all.Members.FirstOrDefault(member => member.Name == name) is { } one
            ? show(one, all)
            : http.Refused(new Refusal(RefusalCode.NotFound, "There is no such user or service account.")));

    private static async Task<IResult> WithAllAsync(HttpContext http, Store store, Func<MembersView, IResult> show)
    {
        var context = http.Session().Context;
        var (roles, users, accounts, groups) = (
            await store.RoleAssignments.ListAsync(context), await store.Users.ListAsync(context),
            await store.ServiceAccounts.ListAsync(context), await store.Groups.ListAsync(context));
        return (roles.Refusal ?? users.Refusal ?? accounts.Refusal ?? groups.Refusal) is { } refusal
            ? http.Refused(refusal)
            : show(new MembersView(
                [.. users.Value!.Concat(accounts.Value!).OrderBy(member => member.Name, StringComparer.Ordinal)],
                roles.Value!.ToLookup(role => role.User), groups.Value!));
    }

    private static IResult Confirm(HttpContext http, PrincipalProperties member, string? problem) => http.ConfirmDeletion(
        member.Name, UiAddress.OfMember(member.Name), problem,
        ("Title", $"Delete {member.Name}?"),
        ("Section", Home),
        ("Text", "Their roles and memberships go with them, and their keys and tokens are refused from then on. This cannot be taken back."),
        ("Field", ("kind", member.Kind)),
        ("Button", "Delete member"));
}

/// <summary>Everybody, with their roles and groups. Public, as Razor makes components.</summary>
public sealed record MembersView(IReadOnlyList<PrincipalProperties> Members, ILookup<string, RoleAssignment> Roles, IReadOnlyList<GroupProperties> Groups)
{
    public static readonly IReadOnlyList<string> RoleWords = [.. Core.Access.Roles.All.Select(role => role.Text())];

    public static string Kind(PrincipalProperties member) => member.Kind == "user" ? "User" : "Service account";

    public static string Words(RoleAssignment role) => $"{role.Role} in {(role.Environment == "*" ? "all" : role.Environment)}";

    public IEnumerable<string> GroupsOf(string member) => Groups.Where(group => group.Members.Contains(member)).Select(group => group.Name);
}
