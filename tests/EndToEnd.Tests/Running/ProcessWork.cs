using System.Globalization;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>What another process has cost: it does not depend on what else the machine does, as the time by the clock does.</summary>
internal static class ProcessWork
{
    /// <summary>CPU of the threads that it has, to the nanosecond.</summary>
    public static TimeSpan Of(int process) => new(Directory.EnumerateDirectories($"/proc/{process}/task").Sum(Nanoseconds) / TimeSpan.NanosecondsPerTick);

    /// <summary>The most memory that it has had, in bytes.</summary>
    public static long PeakMemory(int process) => 1024 * File.ReadLines($"/proc/{process}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();

    private static long Nanoseconds(string thread)
    {
        try
        {
            return long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It ended meanwhile.
        }
    }
}
