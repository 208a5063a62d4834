using System.Collections.Concurrent;
using Qwak.Core.Identity;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Who may do what, as of one revision: read and checked once for each change, and compiled for a principal when they first ask.</summary>
internal sealed class AccessRules(long revision, AccessRows rows)
{
    private readonly ILookup<string, (string EnvironmentId, string EnvironmentName, Role Role)> _roles = rows.Roles
        .Select(row => (row.PrincipalId, row.EnvironmentId, EnvironmentName: row.EnvironmentName ?? row.EnvironmentId, Role: Access.Roles.Parse(row.Role)))
        .Where(row => !row.Role.IsRefused) // A role that this version does not know grants nothing.
        .ToLookup(row => row.PrincipalId, row => (row.EnvironmentId, row.EnvironmentName, row.Role.Value));

    private readonly ILookup<string, string> _groups = rows.Members.ToLookup(row => row.PrincipalId, row => row.Group);
    private readonly ConcurrentDictionary<string, Permissions> _permissions = new();

    public long Revision => revision;

    /// <summary>A principal's roles by environment id.</summary>
    public IReadOnlyDictionary<string, Role> Roles(Principal principal) =>
        _roles[principal.Id].ToDictionary(role => role.EnvironmentId, role => role.Role);

    /// <summary>All policies that apply to a principal, their roles first.</summary>
    public IReadOnlyList<Policy> Policies(Principal principal)
    {
        var groups = _groups[principal.Id].ToList();
        return
        [
            .. _roles[principal.Id].Select(role => role.Role.ToPolicy([principal.Name], role.EnvironmentName)),
            .. rows.Policies.Select(stored => stored.Policy).Where(policy => policy.AppliesTo(principal.Name, groups)),
        ];
    }

    /// <summary>The identity provider whose tokens have this issuer.</summary>
    public IdentityProvider? FindProvider(string issuer) => rows.Providers.FirstOrDefault(provider => provider.Issuer == issuer);

    /// <summary>The providers that users sign in with.</summary>
    public IEnumerable<IdentityProvider> SignInProviders => rows.Providers.Where(provider => provider.SignIn is not null);

    /// <summary>Of what kind the one is whom a rule stands for; null once they are deleted.</summary>
    public PrincipalKind? KindOf(IdentityRule rule) =>
        rows.Principals.FirstOrDefault(principal => principal.Id == rule.PrincipalId && principal.DeletedAt < 0) is { Id: not null } found
            ? PrincipalKinds.Parse(found.Kind)
            : null;

    public IEnumerable<IdentityRule> IdentityRulesOf(IdentityProvider provider) => rows.IdentityRules.Where(rule => rule.Provider == provider.Name);

    public IdentityRule? FindIdentityRule(string id) => rows.IdentityRules.FirstOrDefault(rule => rule.Id == id);

    public Permissions Permissions(Principal principal) => _permissions.GetOrAdd(principal.Id, _ => new Permissions(Policies(principal)));
}
