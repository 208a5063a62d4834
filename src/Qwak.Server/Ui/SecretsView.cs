using Qwak.Core.Secrets;

namespace Qwak.Server.Ui;

/// <summary>Which secrets a page shows, as its address says. Public, as Razor makes components.</summary>
public sealed record SecretsView(
    string? Environment, string? Filter, string Sort, string Order, string? After, bool IsDeleted, string? Concern)
{
    public bool IsNarrowed => !string.IsNullOrEmpty(Filter) || !string.IsNullOrEmpty(Environment) || !string.IsNullOrEmpty(Concern);

    /// <summary>The first page sorted by a column; the other way round when it already is.</summary>
    public string SortedBy(string key) => Address(key, Sort == key && Order == "asc" ? "desc" : "asc", after: null);

    public string Page(string? after) => Address(Sort, Order, after);

    /// <summary>For <c>aria-sort</c>; null for a column that is not sorted by.</summary>
    public string? Direction(string key) => Sort != key ? null : Order == "asc" ? "ascending" : "descending";

    private string Address(string sort, string order, string? after) => UiAddress.Of(
        UiDoor.Home, ("environment", Environment), ("filter", Filter), ("deleted", IsDeleted ? "true" : null), ("concern", Concern),
        ("sort", sort), ("order", order), ("after", after));
}

/// <summary>What needs attention, in the words of addresses and pages.</summary>
internal static class Concerns
{
    public static readonly IReadOnlyList<(SecretConcern Concern, string Word, string Title, string Meaning)> All =
    [
        (SecretConcern.Expiring, "expiring", "Expiring", $"To be replaced within {SecretListQuery.ExpiringDays} days, or overdue."),
        (SecretConcern.NeverRotated, "never-rotated", "Never rotated", $"Older than {SecretListQuery.ConcernDays} days, and still with the first value."),
        (SecretConcern.Unused, "unused", "Unused", $"Older than {SecretListQuery.ConcernDays} days, and not read since."),
        (SecretConcern.ReadByMany, "read-by-many", "Read by many", $"Read by {SecretListQuery.ManyReaders} or more in the last {SecretListQuery.ConcernDays} days."),
    ];

    public static SecretConcern? Parse(string? word) =>
        All.Where(c => c.Word == word).Select(c => (SecretConcern?)c.Concern).FirstOrDefault();
}

/// <summary>What was done, told on the page that follows. The address carries a word and a name; the sentence is ours.</summary>
internal static class DoneMessage
{
    public const string Created = "created";
    public const string Set = "set";
    public const string Unchanged = "unchanged";
    public const string Saved = "saved";
    public const string Deleted = "deleted";
    public const string Restored = "restored";

    public static string? Of(string? word, string? name) => !SecretName.TryParse(name, out var parsed, out _, SecretNameRule.Legacy)
        ? null
        : word switch
        {
            Created => $"Successfully created new secret {parsed}",
            Set => $"Successfully set a new version of {parsed}",
            Unchanged => $"The value is the current one already: no new version of {parsed} was made",
            Saved => $"Saved the properties of {parsed}",
            Deleted => $"Deleted {parsed}. It can be restored until its retention is over.",
            Restored => $"Restored {parsed}",
            _ => null,
        };
}
