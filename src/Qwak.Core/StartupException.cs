namespace Qwak.Core;

/// <summary>The service refuses to start: the reason and the remedy, for a person to read.</summary>
public sealed class StartupException(string reason, string remedy, Exception? cause = null)
    : Exception($"{reason} {remedy}", cause)
{
    /// <summary>What is wrong.</summary>
    public string Reason { get; } = reason;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}
