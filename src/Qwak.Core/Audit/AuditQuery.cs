namespace Qwak.Core.Audit;

/// <summary>Which events to list: all filters must match; null matches anything.</summary>
internal sealed record AuditQuery
{
    public const int MaximumLimit = 1000;

    public int Limit { get; init; } = 100;

    public string? Principal { get; init; }

    public string? Action { get; init; }

    public string? Environment { get; init; }

    public string? Name { get; init; }

    public string? Outcome { get; init; }

    /// <summary><c>key:ID</c> or <c>token:ID</c>.</summary>
    public string? Credential { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Most events that are looked through for a page, at least the limit: it costs as much, however long the trail is.</summary>
    public int MostLookedThrough { get; init; } = 50_000;

    /// <summary>Whether more is asked than a stretch of time.</summary>
    public bool IsNarrowed => new[] { Principal, Action, Environment, Name, Outcome, Credential }.Any(text => !string.IsNullOrEmpty(text));

    /// <summary>Where the previous page ended; null for the first page.</summary>
    public AuditPosition? After { get; init; }
}

/// <summary>Position of an event in the list of all.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="Writer">Its chain.</param>
/// <param name="Sequence">Its place in the chain.</param>
internal sealed record AuditPosition(long Time, long Writer, long Sequence);
