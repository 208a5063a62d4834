using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Qwak.Redaction;

namespace Qwak.Bench.Redaction;

/// <summary>The redactor, and what people write instead of one. The rivals only search, line by line; they replace nothing.</summary>
internal static class Candidates
{
    /// <summary>The whole way through <see cref="RedactingStream"/>, in writes of a length.</summary>
    public static Action<ReadOnlyMemory<byte>> Redactor(Redactor redactor, int writeLength)
    {
        var stream = new RedactingStream(Stream.Null, redactor);
        return text =>
        {
            for (var rest = text.Span; !rest.IsEmpty;)
            {
                var write = rest[..Math.Min(writeLength, rest.Length)];
                stream.Write(write);
                rest = rest[write.Length..];
            }
        };
    }

    /// <summary>The same, with a write for each line, as programs that flush their lines make.</summary>
    public static Action<ReadOnlyMemory<byte>> RedactorByLine(Redactor redactor)
    {
        var stream = new RedactingStream(Stream.Null, redactor);
        return text =>
        {
            for (var rest = text.Span; !rest.IsEmpty;)
            {
                var line = rest[..(rest.IndexOf((byte)'\n') + 1)];
                stream.Write(line);
                rest = rest[line.Length..];
            }
        };
    }

    public static Action<ReadOnlyMemory<byte>> SearchValuesByLine(IEnumerable<byte[]> patterns)
    {
        var values = SearchValues.Create([.. patterns.Select(Encoding.Latin1.GetString)], StringComparison.Ordinal);
        return ByLine(line => line.ContainsAny(values));
    }

    public static Action<ReadOnlyMemory<byte>> RegexByLine(IEnumerable<byte[]> patterns)
    {
        var regex = new Regex(string.Join('|', patterns.Select(p => Regex.Escape(Encoding.Latin1.GetString(p)))), RegexOptions.Compiled | RegexOptions.CultureInvariant);
        return ByLine(line => regex.IsMatch(line));
    }

    public static Action<ReadOnlyMemory<byte>> IndexOfByLine(IEnumerable<byte[]> patterns)
    {
        var all = patterns.ToArray();
        return text =>
        {
            for (var rest = text.Span; !rest.IsEmpty;)
            {
                var line = rest[..(rest.IndexOf((byte)'\n') + 1)];
                foreach (var pattern in all)
                {
                    NothingFound(line.IndexOf(pattern) >= 0);
                }

                rest = rest[line.Length..];
            }
        };
    }

    private delegate bool Find(ReadOnlySpan<char> line);

    // The text is given in characters, so that the rivals need not decode it.
    private static Action<ReadOnlyMemory<byte>> ByLine(Find find)
    {
        var cache = new Dictionary<int, string[]>();
        return text =>
        {
            if (!cache.TryGetValue(text.Length, out var lines))
            {
                cache[text.Length] = lines = Encoding.Latin1.GetString(text.Span).Split('\n');
            }

            foreach (var line in lines)
            {
                NothingFound(find(line));
            }
        };
    }

    private static void NothingFound(bool found)
    {
        if (found)
        {
            throw new InvalidOperationException("The log has no secrets, yet one was found.");
        }
    }
}
