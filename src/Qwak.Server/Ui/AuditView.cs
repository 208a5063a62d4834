using System.Globalization;
using Qwak.Core;
using Qwak.Core.Audit;
using Qwak.Server.Api;

namespace Qwak.Server.Ui;

/// <summary>Which events a page shows, as its address says. Public, as Razor makes components.</summary>
public sealed record AuditView(
    string? Principal, string? Action, string? Environment, string? Name, string? Outcome, string? Since, string? Until, string? After)
{
    public bool IsNarrowed => new[] { Principal, Action, Environment, Name, Outcome, Since, Until }.Any(text => !string.IsNullOrEmpty(text));

    public string Page(string? after) => Address("/ui/audit", after);

    /// <summary>Where what comes can be followed.</summary>
    public string Stream => Address("/ui/audit/stream", after: null);

    private string Address(string path, string? after) => UiAddress.Of(
        path, ("principal", Principal), ("action", Action), ("environment", Environment), ("name", Name), ("outcome", Outcome),
        ("since", Since), ("until", Until), ("after", after));

    internal Result<AuditQuery> ToQuery(int limit)
    {
        if (!TryDay(Since, out var since) || !TryDay(Until, out var until))
        {
            return new Refusal(RefusalCode.InvalidValue, "A date is written as year-month-day, such as 2027-01-31.");
        }

        var query = new AuditQuery
        {
            Principal = Given(Principal),
            Action = Given(Action),
            Environment = Given(Environment),
            Name = Given(Name),
            Outcome = Given(Outcome),
            Since = since,
            Until = until?.AddDays(1), // The last day is meant whole.
        };
        return AuditEndpoints.Parse(query, limit, After);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool TryDay(string? text, out DateTimeOffset? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        // There is no day after the last one that can be written.
        var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) && parsed < DateOnly.MaxValue;
        day = isDay ? new DateTimeOffset(parsed.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
        return isDay;
    }
}
