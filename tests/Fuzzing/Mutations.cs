using System.Security.Cryptography;
using System.Text;

namespace Qwak.Tests.Fuzzing;

/// <summary>
/// Altered copies of the inputs of a corpus (<c>tests/Fuzzing/corpus</c>): bits flipped, bytes put in, taken out,
/// repeated, and pieces of two inputs joined. The same seed gives the same copies; a failure names its input.
/// </summary>
internal static class Mutations
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x0a, 0x20, 0x22, 0x2d, 0x2e, 0x3d, 0x5b, 0x5c, 0x5f, 0x7b, 0x7f, 0x80, 0xc0, 0xe2, 0xed, 0xff];

    /// <summary>The lines of a corpus file; each is text, or bytes when it begins with <c>hex:</c>.</summary>
    public static IReadOnlyList<byte[]> Corpus(string file) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "corpus", file)).Select(line =>
            line.StartsWith("hex:", StringComparison.Ordinal) ? Convert.FromHexString(line[4..]) : Encoding.UTF8.GetBytes(line.Replace("\\n", "\n", StringComparison.Ordinal))),
    ];

    public static IEnumerable<byte[]> Of(IReadOnlyList<byte[]> corpus, int count, int seed)
    {
        // Repeatable, so not from the system's source of chance.
        var random = new Repeatable(seed);
        foreach (var input in corpus)
        {
            yield return input;
        }

        for (var i = 0; i < count; i++)
        {
            var bytes = corpus[random.Next(corpus.Count)].ToList();
            for (var change = random.Next(4); change >= 0; change--)
            {
                Alter(bytes, corpus, random);
            }

            yield return [.. bytes];
        }
    }

    /// <summary>An input as a failure shows it.</summary>
    public static string Show(byte[] input) => $"hex:{Convert.ToHexString(input)}";

    private static void Alter(List<byte> bytes, IReadOnlyList<byte[]> corpus, Repeatable random)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 2:
                bytes.Insert(at, Telling[random.Next(Telling.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                break;
            case 4:
                var piece = bytes.Skip(at).Take(random.Next(1, 33)).ToList();
                bytes.InsertRange(at, Enumerable.Repeat(piece, random.Next(1, 5)).SelectMany(p => p));
                break;
            case 5:
                var other = corpus[random.Next(corpus.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.Skip(random.Next(other.Length + 1)));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    /// <summary>Numbers from SHA-256 of a seed and a counter.</summary>
    private sealed class Repeatable(int seed)
    {
        private long _drawn;

        public int Next(int below) => Next(0, below);

        public int Next(int from, int below)
        {
            var hash = SHA256.HashData([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(_drawn++)]);
            return from + (int)(BitConverter.ToUInt32(hash) % (uint)Math.Max(1, below - from));
        }
    }
}
