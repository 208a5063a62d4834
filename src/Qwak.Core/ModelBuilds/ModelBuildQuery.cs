namespace Qwak.Core.ModelBuilds;

/// <summary>Which builds to list, newest first.</summary>
internal sealed record ModelBuildQuery
{
    public const int MaximumLimit = 1000;

    public string? ModelId { get; init; }

    /// <summary>Only those that stand so; null for all.</summary>
    public ModelBuildStatus? Status { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the previous page ended; null for the first page.</summary>
    public ModelBuildPosition? After { get; init; }
}

/// <summary>Position in the list of builds: the start in milliseconds since 1970, and the id.</summary>
internal sealed record ModelBuildPosition(long Time, string Id);

/// <summary>A build with the name of its environment and the secrets that it used.</summary>
internal sealed record ModelBuildDetails(ModelBuild Build, string Environment, IReadOnlyList<RecordedUse> Used);
