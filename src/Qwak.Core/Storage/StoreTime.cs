namespace Qwak.Core.Storage;

/// <summary>Times as they are stored: milliseconds since 1970, UTC.</summary>
internal static class StoreTime
{
    /// <summary>Now, as it will be read back: whole milliseconds.</summary>
    public static DateTimeOffset Now(TimeProvider time) => From(To(time.GetUtcNow()));

    public static DateTimeOffset From(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? From(long? milliseconds) => milliseconds is { } value ? From(value) : null;

    public static long To(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static long? To(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
