using Xunit.Sdk;
using Xunit.v3;

namespace Qwak.EndToEnd.Tests;

/// <summary>Begins with what takes longest, so that at the end nothing runs alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        Ui.UiTests.Name, nameof(Builds.ModelBuildTests), nameof(Scale.ProcessesTests), nameof(Durability.KillOnSqliteTests),
        nameof(Durability.KillOnPostgreSqlTests), nameof(Durability.FaultTests), nameof(Builds.BrokenBuildTests), nameof(ServerStartTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string collection) =>
        Array.FindIndex(Longest, name => collection == name || collection.Contains($".{name} ", StringComparison.Ordinal)) is >= 0 and var rank ? rank : Longest.Length;
}
