using Qwak.Connectors;
using Qwak.Connectors.Network;

namespace Qwak.Server.DataSources;

/// <summary>What the administrator decided about data sources when the server was started.</summary>
internal sealed record SourceOptions
{
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Strict;

    public ConnectorLimits Limits { get; init; } = ConnectorLimits.Default;
}
