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
        var command = new RootCommand("MB of log per second of CPU time through the redactor and its rivals.") { counts, seconds, regexLimit };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(counts), parsed.GetValue(seconds), parsed.GetValue(regexLimit)));
        return command.Parse(arguments).Invoke();
    }

    private static void Run(int[] counts, int seconds, int regexLimit)
    {
        var text = LogText.Create(TextLength);
        Console.WriteLine("| secrets | patterns | add, ms each | redactor, 64 KiB writes | redactor, a write a line | bytes allocated | SearchValues | Regex | IndexOf |");
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
                Allocated(Candidates.Redactor(redactor, 64 * 1024), text),
                Measure(Candidates.SearchValuesByLine(patterns), text, seconds),
                patterns.Count > regexLimit ? "not compiled" : Measure(Candidates.RegexByLine(patterns), text, seconds),
                Measure(Candidates.IndexOfByLine(patterns), text, seconds),
            ];
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }
    }

    // Piece after piece, until the time is over; the first seconds are for the compiler.
    private static string Measure(Action<ReadOnlyMemory<byte>> candidate, byte[] text, int seconds)
    {
        Pass(candidate, text, TimeSpan.FromSeconds(1));
        var (bytes, time) = Pass(candidate, text, TimeSpan.FromSeconds(seconds));
        return (bytes / time.TotalSeconds / 1e6).ToString(bytes / time.TotalSeconds < 1e7 ? "F2" : "F0", CultureInfo.InvariantCulture);
    }

    private static (long Bytes, TimeSpan Time) Pass(Action<ReadOnlyMemory<byte>> candidate, byte[] text, TimeSpan atLeast)
    {
        var (bytes, begin) = (0L, CpuTime());
        while (true)
        {
            candidate(text.AsMemory(0, text.Length));
            bytes += text.Length;
            if (CpuTime() - begin is var time && time >= atLeast)
            {
                return (bytes, time);
            }
        }
    }

    private static string Allocated(Action<ReadOnlyMemory<byte>> candidate, byte[] text)
    {
        candidate(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        candidate(text);
        return (GC.GetAllocatedBytesForCurrentThread() - before).ToString(CultureInfo.InvariantCulture);
    }

    private static TimeSpan CpuTime() => Environment.CpuUsage.TotalTime;
}
