using System.Collections.Frozen;

namespace Qwak.Core.Access;

/// <summary>
/// What a credential is good for at most, whatever its principal may do: their rights are looked up at each use, and
/// only what both allow is allowed.
/// </summary>
/// <param name="EnvironmentId">The only environment; null for all and for what concerns the whole service.</param>
internal sealed record GrantScope(string? EnvironmentId)
{
    public Operation Actions { get; init; } = Operations.Everything;

    /// <summary>The only secrets; null for all.</summary>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>What is inside this scope and the other bounds, too.</summary>
    public GrantScope Within(string environmentId, Operation actions, IReadOnlyCollection<string>? names) => new(environmentId)
    {
        Actions = Actions & actions,
        Names = names is null ? Names : names.Where(name => Names?.Contains(name) != false).ToFrozenSet(),
    };

    /// <summary>Whether it reaches any name there.</summary>
    public bool Reaches(Operation action, string environmentId) =>
        (EnvironmentId is null || EnvironmentId == environmentId) && (Actions & action) == action;

    public bool Covers(Operation action, string environmentId, string name) =>
        Reaches(action, environmentId) && Names?.Contains(name) != false;
}
