using System.CommandLine;
using System.Globalization;
using Qwak.Redaction;

namespace Qwak.Bench.Redaction;

/// <summary>
/// How many MB of a log without secrets pass in a second of CPU time, by the number of secrets with all their forms; beside
/// what people write instead, given the same forms, in the same run.
/// </summary>
internal static class Program
{
    private const int TextLength = 16_000_000;
    private const int PieceLength = 1_000_000;

    private static int Main(string[] arguments)
    {
        Option<int[]> counts = new("--secrets") { Description = "How many secrets.", DefaultValueFactory = _ => [1, 10, 100, 1000], AllowMultipleArgumentsPerToken = true };
        Option<int> seconds = new("--seconds") { Description = "Of CPU time for each measurement, 1 to 60.", DefaultValueFactory = _ => 2 };
        Option<int> regexLimit = new("--regex-limit") { Description = "The most patterns that the regular expression is compiled for.", DefaultValueFactory = _ => 10_000 };
        Option<bool> alone = new("--alone") { Description = "Leave the rivals out." };
        var command = new RootCommand("MB of log per second of CPU time through the redactor and its rivals.") { counts, seconds, regexLimit, alone };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(counts), parsed.GetValue(seconds), parsed.GetValue(regexLimit), parsed.GetValue(alone)));
        return command.Parse(arguments).Invoke();
    }

    private static void Run(int[] counts, int seconds, int regexLimit, bool alone)
    {
        var text = Pieces(LogText.Create(TextLength)).ToArray();
        Console.WriteLine("| secrets | patterns | add, ms each | redactor, 64 KiB writes | redactor, a write a line | bytes allocated, by line | SearchValues | Regex | IndexOf |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var count in counts)
        {
            using var redactor = new Redactor();
            var before = CpuTime();
            foreach (var (value, i) in LogText.Secrets(count).Select((value, i) => (value, i)))
            {
                using var secret = SecretValue.FromString(value);
                redactor.Add($"secret-{i}", secret);
            }

            var adding = (CpuTime() - before).TotalMilliseconds / count;
            var patterns = redactor.Read(set => set.All.Select(pattern => pattern.Bytes.ToArray()).ToList());
            string[] row =
            [
                $"{count}", $"{patterns.Count}", adding.ToString("F2", CultureInfo.InvariantCulture),
                Measure(Candidates.Redactor(redactor, 64 * 1024), text, seconds),
                Measure(Candidates.RedactorByLine(redactor), text, seconds),
                Allocated(Candidates.RedactorByLine(redactor), text),
                alone ? "" : Measure(Candidates.SearchValuesByLine(patterns), text, seconds),
                alone ? "" : patterns.Count > regexLimit ? "not compiled" : Measure(Candidates.RegexByLine(patterns), text, seconds),
                alone ? "" : Measure(Candidates.IndexOfByLine(patterns), text, seconds),
            ];
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }
    }

    // Whole lines.
    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var length = text.Length <= PieceLength ? text.Length : text.Span[..PieceLength].LastIndexOf((byte)'\n') + 1;
            yield return text[..length];
            text = text[length..];
        }
    }

    // Piece after piece, until the time is over; the first second is for the compiler.
    private static string Measure(Action<ReadOnlyMemory<byte>> candidate, ReadOnlyMemory<byte>[] text, int seconds)
    {
        Pass(candidate, text, TimeSpan.FromSeconds(1));
        var (bytes, time) = Pass(candidate, text, TimeSpan.FromSeconds(seconds));
        return (bytes / time.TotalSeconds / 1e6).ToString(bytes / time.TotalSeconds < 1e7 ? "F2" : "F0", CultureInfo.InvariantCulture);
    }

    private static (long Bytes, TimeSpan Time) Pass(Action<ReadOnlyMemory<byte>> candidate, ReadOnlyMemory<byte>[] text, TimeSpan atLeast)
    {
        var (bytes, begin) = (0L, CpuTime());
        for (var i = 0; ; i = (i + 1) % text.Length)
        {
            candidate(text[i]);
            bytes += text[i].Length;
            if (CpuTime() - begin is var time && time >= atLeast)
            {
                return (bytes, time);
            }
        }
    }

    private static string Allocated(Action<ReadOnlyMemory<byte>> candidate, ReadOnlyMemory<byte>[] text)
    {
        candidate(text[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Array.ForEach(text, candidate);
        return (GC.GetAllocatedBytesForCurrentThread() - before).ToString(CultureInfo.InvariantCulture);
    }

    private static TimeSpan CpuTime() => Environment.CpuUsage.TotalTime;
}
