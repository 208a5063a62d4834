using Qwak.Core;
using Qwak.Core.ModelBuilds;
using Qwak.Server.Api;

namespace Qwak.Server.Ui;

/// <summary>Which builds a page shows, as its address says. Public, as Razor makes components.</summary>
public sealed record BuildsView(string? Model, string? State, string? After)
{
    public static readonly IReadOnlyList<string> States = [.. Enum.GetValues<ModelBuildStatus>().Select(status => status.Text())];

    public bool IsNarrowed => !string.IsNullOrEmpty(Model) || !string.IsNullOrEmpty(State);

    public string Page(string? after) => UiAddress.Of("/ui/builds", ("model", Model), ("state", State), ("after", after));

    internal Result<ModelBuildQuery> ToQuery(int limit)
    {
        var query = ModelBuildsEndpoints.Parse(string.IsNullOrWhiteSpace(Model) ? null : Model.Trim(), limit, After);
        return query.IsRefused || string.IsNullOrEmpty(State)
            ? query
            : States.Contains(State)
                ? query.Value with { Status = ModelBuildStatuses.Parse(State) }
                : new Refusal(RefusalCode.InvalidValue, $"A build is one of: {string.Join(", ", States)}.");
    }
}

/// <summary>A piece of a log as a page has it. Public, as Razor makes components.</summary>
public sealed record LogLine(DateTimeOffset Time, bool IsError, string Text)
{
    internal static IReadOnlyList<LogLine> Of(IEnumerable<LoggedText> entries) =>
        [.. entries.Select(entry => new LogLine(entry.Time, entry.IsError, PlainText.Of(entry.Text)))];
}

/// <summary>A page of a log, and what is before and behind it.</summary>
public sealed record LogView(IReadOnlyList<LogLine> Lines, long First, long Last, long End, bool IsRunning)
{
    public bool HasEarlier => First > 1;

    public bool HasLater => Last < End;

    internal static LogView Of(BuildLogSheet sheet) => new(LogLine.Of(sheet.Entries), sheet.First, sheet.Last, sheet.End, sheet.IsRunning);
}

/// <summary>Lines of a log that have a text.</summary>
/// <param name="Text">What was looked for.</param>
/// <param name="Lines">The lines, each with the place in the log to look at it.</param>
/// <param name="Next">Where to search on; null at the log's end.</param>
public sealed record LogMatches(string Text, IReadOnlyList<(long Sequence, LogLine Line)> Lines, long? Next);
