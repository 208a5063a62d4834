using System.Globalization;

namespace Qwak.Core.Audit;

/// <summary>The heads of all chains as one line: <c>WRITER:SEQUENCE:HASH</c>, separated by a space, by writer.</summary>
internal static class AuditHeads
{
    public static string Format(IEnumerable<AuditHead> heads) =>
        string.Join(' ', heads.Select(head => $"{head.Place}:{Convert.ToHexStringLower(head.Hash)}"));

    /// <exception cref="FormatException">It is no such line.</exception>
    public static IReadOnlyList<AuditHead> Parse(string heads) => [.. heads.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseOne)];

    private static AuditHead ParseOne(string head) => head.Split(':') is [var writer, var sequence, var hash]
        && int.TryParse(writer, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
            ? new AuditHead(w, s, Convert.FromHexString(hash))
            : throw new FormatException("A head is not WRITER:SEQUENCE:HASH.");
}
