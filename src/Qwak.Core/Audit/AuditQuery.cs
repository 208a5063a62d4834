namespace Qwak.Core.Audit;

/// <summary>Which events to list: all filters must match; null matches anything.</summary>
internal sealed record AuditQuery
{
    public const int MaximumLimit = 1000;

    public int Limit { get; init; } = 100;

    public string? Principal { get; init; }

    public string? Action { get; init; }

    public string? Name { get; init; }

    /// <summary>Position of the last event of the previous page: time, writer, sequence.</summary>
    public long? AfterTime { get; init; }

    public long? AfterWriter { get; init; }

    public long? AfterSequence { get; init; }
}
