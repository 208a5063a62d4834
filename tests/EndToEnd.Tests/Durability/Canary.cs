using System.Buffers;
using System.Text;
using Qwak.Core;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>Values that are nowhere but where a test puts them, and the search for each of them in eleven forms.</summary>
internal static class Canary
{
    public static string New(int i) => $"Canary.{RandomId.New()}:{i}";

    public static SearchValues<string> Search(IEnumerable<string> canaries) =>
        SearchValues.Create(canaries.SelectMany(Forms).Distinct().ToArray(), StringComparison.Ordinal);

    /// <param name="search">What must not be there.</param>
    /// <param name="place">Where that is.</param>
    /// <param name="text">What is there; bytes as Latin-1.</param>
    public static void AssertNone(SearchValues<string> search, string place, string text)
    {
        var at = text.AsSpan().IndexOfAny(search);
        Assert.True(at < 0, at < 0 ? null : $"{place} holds '{text.AsSpan(at, Math.Min(60, text.Length - at))}'.");
    }

    private static IEnumerable<string> Forms(string canary)
    {
        var bytes = Encoding.UTF8.GetBytes(canary);
        yield return canary;
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(canary));
        yield return Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(canary));
        for (var shift = 0; shift < 3; shift++)
        {
            // At the three alignments, without the characters that neighbours would change.
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes])[(shift == 0 ? 0 : 4)..^4];
            yield return encoded;
            yield return encoded.Replace('+', '-').Replace('/', '_');
        }
    }
}
