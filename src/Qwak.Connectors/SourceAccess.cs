using Qwak.Connectors.Network;

namespace Qwak.Connectors;

/// <summary>What a connector works with: the secrets, where they may go, and how much it may take.</summary>
internal sealed record SourceAccess(SourceSecrets Secrets, DestinationGuard Guard, ConnectorLimits Limits);
