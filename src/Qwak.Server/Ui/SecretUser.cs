using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.DataSources;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Storage;

namespace Qwak.Server.Ui;

/// <summary>A data source or a build that uses a secret. Public, as Razor makes components.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its page.</param>
/// <param name="Versions">Which versions it used, the newest first.</param>
/// <param name="LastAt">When it last did; null for never.</param>
public sealed record SecretUser(string Kind, string Name, string Address, IReadOnlyList<int> Versions, DateTimeOffset? LastAt)
{
    public const string Source = "Data source";
    public const string Build = "Build";

    private const int MostBuilds = 10;
    private const int MostUses = 100;

    /// <summary>The sources that name a secret, and the builds that read it last.</summary>
    internal static async Task<Result<IReadOnlyList<SecretUser>>> ListAsync(Store store, RequestContext context, string environment, string name)
    {
        var sources = await store.DataSources.ListBySecretAsync(context, environment, name);
        var builds = await store.Builds.UsageAsync(context, environment, name, MostUses);
        return (sources.Refusal ?? builds.Refusal) is { } refusal
            ? refusal
            : (SecretUser[])[.. sources.Value!.Where(source => source.IsNamed).Select(source => Of(environment, source)), .. Builds(builds.Value!)];
    }

    private static SecretUser Of(string environment, SourceLineage found) => new(
        Source, found.Source.Name, UiAddress.OfSource(environment, found.Source.Name), [.. found.Versions.Select(used => used.Number)],
        found.Versions.Count == 0 ? null : found.Versions.Max(used => used.LastAt));

    private static IEnumerable<SecretUser> Builds(IEnumerable<RecordedUse> uses) => uses.GroupBy(use => use.BuildId).Take(MostBuilds).Select(build => new SecretUser(
        Build, $"{build.First().ModelId} {build.Key[..8]}", UiAddress.OfBuild(build.Key), [.. build.Select(use => use.Version).Order().Reverse()], build.Max(use => use.LastAt)));
}
