using Qwak.Core.Environments;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.DataSources;

/// <summary>A registered source for the doors.</summary>
internal sealed record FoundSource(RegisteredSource Row, DataSource Definition, SecretEnvironment Environment);

/// <summary>What a registration came to.</summary>
internal sealed record RegisterSourceResult(FoundSource Source, bool Unchanged);

/// <summary>One page, and the name after which the next one starts; null on the last.</summary>
internal sealed record SourceListPage(IReadOnlyList<FoundSource> Items, string? Next);
