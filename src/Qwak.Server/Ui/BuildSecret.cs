using Qwak.Core.ModelBuilds;

namespace Qwak.Server.Ui;

/// <summary>What a build had to do with a secret. Public, as Razor makes components.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="State"><c>read</c>, <c>refused</c> or <c>unused</c>.</param>
/// <param name="IsDeclared">Whether the build said that it would read it.</param>
/// <param name="Versions">The versions that it read.</param>
/// <param name="Reads">How often.</param>
/// <param name="Code">Why it was refused.</param>
public sealed record BuildSecret(string Name, string State, bool IsDeclared, IReadOnlyList<int> Versions, long Reads, string? Code)
{
    /// <summary>Each secret of a build once: what it read is the service's record, what was refused is its runner's.</summary>
    internal static IReadOnlyList<BuildSecret> Of(ModelBuildDetails found, BuildReport? report)
    {
        var used = found.Used.GroupBy(use => use.Name).ToDictionary(group => group.Key, group => group.ToList());
        var refused = (report?.RefusedSecrets ?? []).Where(refusal => refusal?.Name is not null)
            .GroupBy(refusal => refusal!.Name!).ToDictionary(group => group.Key, group => group.First()!.Code ?? "refused");
        var declared = found.Build.Declared.ToHashSet();
        return
        [
            .. declared.Union(used.Keys).Union(refused.Keys).Order(StringComparer.Ordinal).Select(name =>
            {
                var uses = used.GetValueOrDefault(name) ?? [];
                var code = refused.GetValueOrDefault(name);
                var state = uses.Count > 0 ? "read" : code is not null ? "refused" : "unused";
                return new BuildSecret(name, state, declared.Contains(name), [.. uses.Select(use => use.Version)], uses.Sum(use => use.Reads), code);
            }),
        ];
    }
}
