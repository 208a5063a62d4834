namespace Qwak.Connectors;

/// <summary>What one use of a data source may take, and what all together may hold.</summary>
internal sealed record ConnectorLimits
{
    /// <summary>Most rows of a sample.</summary>
    public const int MaximumRows = 1000;

    public static readonly ConnectorLimits Default = new();

    /// <summary>From the first step of opening to the last row.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until one of several servers is connected and logged in to; then the next one is tried.</summary>
    public TimeSpan DialTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Uses at the same time, of all sources together; more wait, within their own time.</summary>
    public int Uses { get; init; } = 64;

    /// <summary>Connections that one source, with one version of its secrets, holds open at most.</summary>
    public int ConnectionsPerSource { get; init; } = 4;

    /// <summary>After this a kept source is opened anew: its name resolved and its address checked again.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most bytes of an answer over HTTP, of Kafka's batches when they are unpacked, and of MongoDB's documents.</summary>
    public long AnswerBytes { get; init; } = 64L << 20;
}
