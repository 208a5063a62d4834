using System.Globalization;
using Dapper;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>
/// The statement of one page of a list. In each environment an index has the secrets in the page's order, and what decides
/// whether they are on it (<c>0018_secret_lists.sql</c>, <c>0024_secret_readers.sql</c>): so each gives the ids of its first ones, and only these rows are
/// read. Asked for the environments together, no index would have the order, and every row would be read to sort them.
/// </summary>
internal sealed class SecretListStatement
{
    /// <summary>Most parts of one UNION ALL; SQLite takes 500.</summary>
    private const int MostParts = 400;

    private readonly SecretListQuery _query;
    private readonly string _order;
    private readonly string _beyond;

    public SecretListStatement(IReadOnlyList<SecretEnvironment> environments, SecretListQuery query, DateTimeOffset now)
    {
        _query = query;
        (_order, _beyond) = query.Descending ? ("DESC", "<") : ("ASC", ">");
        Parameters.Add("limit", query.Limit + 1);
        if (query.Filter is { Length: > 0 } filter)
        {
            Parameters.Add("filter", $"%{EscapeLike(filter)}%");
        }

        if (query.Concern is not null)
        {
            var longAgo = now.AddDays(-SecretListQuery.ConcernDays);
            Parameters.Add("soon", StoreTime.To(now.AddDays(SecretListQuery.ExpiringDays)));
            Parameters.Add("longAgo", StoreTime.To(longAgo));
            Parameters.Add("longAgoDay", SecretUsageTable.Day(longAgo));
        }

        var parts = environments.Select(Part).OfType<string>().ToList();
        IsEmpty = parts.Count == 0;
        var all = parts.Chunk(MostParts).Select((some, i) => $"SELECT id FROM ({string.Join(" UNION ALL ", some)}) some{i}");

        // The space sorts before all that names consist of: first by environment, in it by name.
        var key = query.Sort == SecretSortKey.Environment
            ? "(SELECT e.name FROM environment e WHERE e.id = s.environment_id) || ' ' || s.name"
            : $"s.{Key}";
        Text = $"SELECT {SecretTable.Columns} FROM secret s WHERE s.id IN ({string.Join(" UNION ALL ", all)})"
            + $" ORDER BY {key} {_order}, s.id {_order} LIMIT @limit";
    }

    /// <summary>Whether no environment is left that could have something for the page.</summary>
    public bool IsEmpty { get; }

    public string Text { get; }

    public DynamicParameters Parameters { get; } = new();

    /// <summary>What the secrets of one environment are sorted by: a column.</summary>
    private string Key => _query.Sort switch
    {
        SecretSortKey.Name or SecretSortKey.Environment => "name",
        SecretSortKey.Created => "created_at",
        SecretSortKey.Updated => "updated_at",
    };

    /// <summary>The ids of one environment's first secrets; null when all of it comes before the page.</summary>
    private string? Part(SecretEnvironment environment, int number)
    {
        var after = After(environment);
        if (after is null)
        {
            return null;
        }

        // Only constants of this file reach the statement's text.
        Parameters.Add($"environment{number}", environment.Id);
        var state = _query.Deleted ? "IS NOT NULL" : "IS NULL";
        var filter = string.IsNullOrEmpty(_query.Filter) ? "" : @" AND name LIKE @filter ESCAPE '\'";
        var concern = _query.Concern is { } reason ? $" AND {Condition(reason, environment, number)}" : "";
        return $"SELECT id FROM (SELECT id FROM secret WHERE environment_id = @environment{number} AND deleted_at {state}{filter}{concern}{after}"
            + $" ORDER BY {Key} {_order}, id {_order} LIMIT @limit) part{number}";
    }

    /// <summary>The condition that leaves out what was on earlier pages; null when that is the whole environment.</summary>
    private string? After(SecretEnvironment environment)
    {
        if (_query.After is not { } position)
        {
            return "";
        }

        object key = position.Key;
        if (_query.Sort == SecretSortKey.Environment)
        {
            // A position in another order than this one leads somewhere, never to a fault.
            var space = position.Key.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var found ? found : position.Key.Length;
            var place = string.CompareOrdinal(environment.Name, position.Key[..space]) * (_query.Descending ? -1 : 1);
            if (place != 0)
            {
                return place < 0 ? null : "";
            }

            key = position.Key[Math.Min(space + 1, position.Key.Length)..];
        }
        else if (_query.Sort is SecretSortKey.Created or SecretSortKey.Updated)
        {
            key = long.TryParse(position.Key, CultureInfo.InvariantCulture, out var time) ? time : 0L;
        }

        Parameters.Add("afterKey", key);
        Parameters.Add("afterId", position.Id);
        return $" AND ({Key}, id) {_beyond} (@afterKey, @afterId)";
    }

    private string Condition(SecretConcern concern, SecretEnvironment environment, int number)
    {
        switch (concern)
        {
            case SecretConcern.Expiring:
                return "expires_at < @soon";
            case SecretConcern.NeverRotated:
                // Another order than that of the partial index is read from its own, with a condition that the partial one does not have.
                return $"{(_query.Sort == SecretSortKey.Created ? "" : "+")}current_version = 1 AND created_at < @longAgo";
            case SecretConcern.Unused:
                Parameters.Add($"place{number}", environment.Name);
                return "created_at < @longAgo AND NOT EXISTS (SELECT 1 FROM secret_usage u"
                    + $" WHERE u.environment = @place{number} AND u.name = secret.name AND u.day >= @longAgoDay AND u.last_at >= @longAgo)";
            case SecretConcern.ReadByMany:
                Parameters.Add($"place{number}", environment.Name);
                return SecretReaderTable.HasMany($"@place{number}", "secret.name", "@longAgoDay");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string EscapeLike(string text) =>
        text.ToLowerInvariant().Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");
}
