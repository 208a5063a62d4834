using Qwak.Server.Hosting;

namespace Qwak.Server.Telemetry;

/// <summary>Where metrics are served.</summary>
/// <param name="Address">Where to listen.</param>
/// <param name="TokenFile">File of the token that a scrape brings; null for none, which only loopback may have.</param>
internal sealed record MetricsOptions(ListenAddress Address, string? TokenFile);
