using System.Collections.Concurrent;
using System.Numerics;

namespace Qwak.Core.Access;

/// <summary>The policies that apply to one principal, those of their roles included, compiled when a place is first asked for.</summary>
internal sealed class Permissions(IReadOnlyList<Policy> policies)
{
    public static readonly Permissions None = new([]);

    private readonly ConcurrentDictionary<string, NameRight[]> _places = new();

    /// <summary>On which names an action is allowed.</summary>
    /// <param name="action">One action.</param>
    /// <param name="environment">Name of an environment there is, or <see cref="Roles.AllEnvironments"/> for the whole service.</param>
    public NameRight On(Operation action, string environment) =>
        _places.GetOrAdd(environment, Compile)[BitOperations.Log2((uint)action)];

    private NameRight[] Compile(string environment)
    {
        var here = policies.Where(policy => NamePattern.Matches(policy.Environments, environment)).ToList();
        return [.. Operations.All.Select(action => new NameRight(Names(here, action, isDeny: false), Names(here, action, isDeny: true)))];
    }

    private static NameSet Names(List<Policy> policies, Operation action, bool isDeny) =>
        new(policies.Where(policy => policy.IsDeny == isDeny && policy.Actions.HasFlag(action)).SelectMany(policy => policy.Names));
}

/// <summary>The names on which an action is allowed: deny wins, and what nothing allows is denied.</summary>
internal sealed class NameRight(NameSet allowed, NameSet denied)
{
    /// <summary>Whether it is allowed on all names.</summary>
    public bool IsAll => allowed.IsAll && denied.IsEmpty;

    /// <summary>Whether it is allowed on no name.</summary>
    public bool IsNone => allowed.IsEmpty || denied.IsAll;

    public bool Covers(string name) => allowed.Contains(name) && !denied.Contains(name);
}
