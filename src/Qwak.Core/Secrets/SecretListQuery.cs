using System.Globalization;

namespace Qwak.Core.Secrets;

/// <summary>What to sort a list of secrets by.</summary>
internal enum SecretSortKey
{
    Name,
    Environment,
    Created,
    Updated,
}

/// <summary>Why a secret may need somebody's attention.</summary>
internal enum SecretConcern
{
    /// <summary>Its value should be replaced within <see cref="SecretListQuery.ExpiringDays"/>, or should have been already.</summary>
    Expiring,

    /// <summary>It is older than <see cref="SecretListQuery.ConcernDays"/> and still has its first value.</summary>
    NeverRotated,

    /// <summary>It is older than that and nothing has read or used it since.</summary>
    Unused,

    /// <summary>At least <see cref="SecretListQuery.ManyReaders"/> principals have read it in the last <see cref="SecretListQuery.ConcernDays"/>.</summary>
    ReadByMany,
}

/// <summary>Which secrets to list, and in which order.</summary>
internal sealed record SecretListQuery
{
    public const int MaximumLimit = 1000;
    public const int MaximumFilterLength = 100;

    /// <summary>How near an expiry is soon.</summary>
    public const int ExpiringDays = 30;

    /// <summary>After how many days without a new value or a read a secret is a concern.</summary>
    public const int ConcernDays = 90;

    /// <summary>How many readers are many. The index <c>secret_reader_many</c> has the same number.</summary>
    public const int ManyReaders = 10;

    public SecretSortKey Sort { get; init; } = SecretSortKey.Name;

    public bool Descending { get; init; }

    /// <summary>Text that the name contains; null or empty for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Lists the deleted secrets that can still be restored, instead of the others.</summary>
    public bool Deleted { get; init; }

    /// <summary>Lists only what may need somebody's attention for this reason; null for all.</summary>
    public SecretConcern? Concern { get; init; }

    /// <summary>Whether to say of each when it was last read.</summary>
    public bool WithLastRead { get; init; }

    /// <summary>Whether to say of each how many data sources and builds use it.</summary>
    public bool WithUsers { get; init; }

    /// <summary>Most items of a page, 1 to 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the previous page ended; null for the first page.</summary>
    public SecretCursor? After { get; init; }
}

/// <summary>Position in a sorted list: the sort key's value and the secret's id.</summary>
internal sealed record SecretCursor(string Key, string Id)
{
    public static SecretCursor After(Secret last, string environment, SecretSortKey sort) => new(
        sort switch
        {
            SecretSortKey.Name => last.Name,
            SecretSortKey.Environment => $"{environment} {last.Name}",
            SecretSortKey.Created => Milliseconds(last.CreatedAt),
            SecretSortKey.Updated => Milliseconds(last.UpdatedAt),
        },
        last.Id);

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}

/// <summary>One page, and where the next one starts; null on the last.</summary>
internal sealed record SecretListPage(IReadOnlyList<SecretProperties> Items, SecretCursor? Next)
{
    /// <summary>What uses each, by environment and name; what nothing uses is left out, and all where it was not asked for.</summary>
    public IReadOnlyDictionary<(string Environment, string Name), SecretUsers> Users { get; init; } = new Dictionary<(string, string), SecretUsers>();
}

/// <summary>How many data sources name a secret, and how many builds have read it.</summary>
internal sealed record SecretUsers(int Sources, int Builds);
