using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Qwak.Core.Telemetry;

namespace Qwak.Server.Telemetry;

/// <summary>
/// Sends spans and metrics by OTLP to where the standard variables say: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin. Only
/// our own source and meter: what the platform's would tell holds paths and headers, which are the callers' text.
/// </summary>
internal sealed class OpenTelemetryExport(TracerProvider? traces, MeterProvider? metrics) : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Begins when a variable names an endpoint.</summary>
    public static OpenTelemetryExport Start()
    {
        // Read here, so that nobody's resource attributes but the service's name and the operator's own are sent.
        void Describe(ResourceBuilder resource) => resource.Clear().AddService("qwak-server").AddEnvironmentVariableDetector();

        return new OpenTelemetryExport(
            IsNamed("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                ? Sdk.CreateTracerProviderBuilder().AddSource(StoreTelemetry.Name).ConfigureResource(Describe).AddOtlpExporter().Build()
                : null,
            IsNamed("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
                ? Sdk.CreateMeterProviderBuilder().AddMeter(StoreTelemetry.Name).ConfigureResource(Describe).AddOtlpExporter().Build()
                : null);
    }

    /// <summary>Sends what has gathered.</summary>
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    private static bool IsNamed(string own) => new[] { Endpoint, own }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });
}
