using System.Globalization;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>The memory of another process, as root may read it though the process refuses to be dumped.</summary>
internal static class ProcessMemory
{
    private const int ChunkBytes = 16 * 1024 * 1024;

    /// <summary>How often each pattern lies in writable memory.</summary>
    public static IReadOnlyDictionary<string, int> Count(int process, IReadOnlyDictionary<string, byte[]> patterns)
    {
        var counts = patterns.Keys.ToDictionary(name => name, _ => 0);
        Read(process, patterns.Values.Max(pattern => pattern.Length), chunk =>
        {
            foreach (var (name, pattern) in patterns)
            {
                counts[name] += chunk.Count(pattern);
            }
        });
        return counts;
    }

    /// <summary>What follows a mark, wherever it lies in writable memory.</summary>
    /// <param name="process">The process.</param>
    /// <param name="mark">What all begin with.</param>
    /// <param name="length">How many bytes each has, the mark included.</param>
    public static IReadOnlyList<byte[]> Find(int process, byte[] mark, int length)
    {
        var found = new List<byte[]>();
        Read(process, length, chunk =>
        {
            for (var at = 0; chunk[at..].IndexOf(mark) is >= 0 and var next && at + next + length <= chunk.Length; at += next + 1)
            {
                found.Add(chunk.Slice(at + next, length).ToArray());
            }
        });
        return found;
    }

    private static void Read(int process, int longest, Action<ReadOnlySpan<byte>> look)
    {
        using var memory = new FileStream($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var chunk = new byte[ChunkBytes];
        foreach (var (from, to) in Writable(process))
        {
            // Chunks overlap by less than a pattern: none is counted twice, none is missed.
            for (var at = from; at < to; at += ChunkBytes - longest + 1)
            {
                var size = Read(memory, at, chunk.AsSpan(0, (int)Math.Min(ChunkBytes, to - at)));
                look(chunk.AsSpan(0, size));
            }
        }
    }

    private static IEnumerable<(long From, long To)> Writable(int process) =>
        from line in File.ReadAllLines($"/proc/{process}/maps")
        let parts = line.Split(' ', 3)
        where parts[1].StartsWith("rw", StringComparison.Ordinal) && !line.EndsWith("[vvar]", StringComparison.Ordinal)
        let ends = parts[0].Split('-')
        select (Hexadecimal(ends[0]), Hexadecimal(ends[1]));

    private static long Hexadecimal(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int Read(FileStream memory, long at, Span<byte> into)
    {
        try
        {
            return RandomAccess.Read(memory.SafeFileHandle, into, at);
        }
        catch (IOException)
        {
            // Unmapped meanwhile, or never backed by anything.
            return 0;
        }
    }
}
