namespace Qwak.Connectors.Sql;

/// <summary>Dates and times as ISO 8601, from the text that databases give.</summary>
internal static class IsoText
{
    /// <summary><c>2026-11-25 01:02:03.4</c> with a T; anything else (infinity, a date before Christ) as it is.</summary>
    public static string Timestamp(string text) => IsPlain(text) ? With(text, text.Length, last: null) : text;

    /// <summary>The same of a moment that the database gives in UTC, <c>+00</c>, with a Z.</summary>
    public static string Instant(string text) =>
        IsPlain(text) && text.EndsWith("+00", StringComparison.Ordinal) ? With(text, text.Length - 2, last: 'Z') : text;

    private static string With(string text, int length, char? last) => string.Create(length, (text, last), static (iso, from) =>
    {
        from.text.AsSpan(0, iso.Length).CopyTo(iso);
        iso[10] = 'T';
        iso[^1] = from.last ?? iso[^1];
    });

    private static bool IsPlain(string text) =>
        text.Length >= 19 && text[4] == '-' && text[7] == '-' && text[10] == ' ' && text[13] == ':' && !text.EndsWith('C');
}
