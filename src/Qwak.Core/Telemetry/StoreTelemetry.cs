using System.Diagnostics.Metrics;

namespace Qwak.Core.Telemetry;

/// <summary>What a process counts and measures of its operations, whichever store it has open.</summary>
internal sealed class StoreTelemetry : IDisposable
{
    /// <summary>Of the meter and of the spans.</summary>
    public const string Name = "Qwak";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    public StoreTelemetry() =>
        CommitDuration = Meter.CreateHistogram("qwak.commit.duration", "s", "Time of a group commit, until it is durable.", tags: null, Seconds);

    public Meter Meter { get; } = new(Name);

    public OperationCounts Operations { get; } = new();

    public Histogram<double> CommitDuration { get; }

    public void Dispose() => Meter.Dispose();
}
