using System.CommandLine;

namespace Qwak.Bench.Load;

/// <summary>
/// Loads the service and the floor in turn, in one run, and reports throughput, latency and, above all, the server's
/// CPU for each request. Run <c>bench/load</c>, which builds what is needed.
/// </summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Option<string> doors = new("--doors") { Description = "grpc, rest or both.", DefaultValueFactory = _ => "both" };
        Option<string> operation = new("--operation") { Description = "read or write.", DefaultValueFactory = _ => "read" };
        Option<int> connections = new("--connections") { Description = "1 to 256.", DefaultValueFactory = _ => 64 };
        Option<int> seconds = new("--seconds") { Description = "Of each measurement, 1 to 60.", DefaultValueFactory = _ => 5 };
        Option<int> warmUp = new("--warm-up") { Description = "Seconds of load on each server before the first measurement, 1 to 120.", DefaultValueFactory = _ => 20 };
        Option<int> rounds = new("--rounds") { Description = "Measurements of each server, in turn; medians are reported. 1 to 20.", DefaultValueFactory = _ => 5 };
        Option<string> binaries = new("--binaries") { Description = "Folder of the built servers.", Required = true };
        Option<string?> store = new("--store") { Description = "PostgreSQL connection string; SQLite when it is not given." };
        Option<int> log = new("--log-megabytes") { Description = "Measure readers alone and beside a build's log of so many MB, in turns until it is sent, in place of the floor. 0 to 1000." };
        Option<int> processes = new("--processes") { Description = "Measure one process, two and so on up to so many on one --store in turns, in place of the floor: reads. 2 to 8." };
        Option<string[]> apart = new("--apart") { Description = "With --processes: databases of their own for as many processes less one, to measure the same load on the same machine without a shared store." };
        Option<int> pause = new("--pause") { Description = "With --processes: milliseconds of a connection between an answer and its next request, for a load that leaves the cores room. 0 to 1000." };
        var command = new RootCommand("Load the service beside a bare ASP.NET Core endpoint.")
        {
            doors, operation, connections, seconds, warmUp, rounds, binaries, store, log, processes, apart, pause,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(processes) is not 0 and (< 2 or > 8) || (result.GetValue(processes) > 0 && result.GetValue(store) is null))
            {
                result.AddError("--processes is 2 to 8, and needs the --store that they share.");
            }

            if (result.GetValue(apart) is { Length: > 0 } others && others.Length != result.GetValue(processes) - 1)
            {
                result.AddError("--apart names one database less than there are --processes: the first process keeps --store.");
            }
        });
        command.SetAction((parsed, cancellationToken) => Comparison.RunAsync(
            new LoadOptions(
                parsed.GetValue(doors) is "both" ? ["grpc", "rest"] : [parsed.GetRequiredValue(doors)],
                parsed.GetValue(operation) == "write",
                Math.Clamp(parsed.GetValue(connections), 1, 256),
                TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 60)),
                TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(warmUp), 1, 120)),
                Math.Clamp(parsed.GetValue(rounds), 1, 20),
                parsed.GetRequiredValue(binaries),
                parsed.GetValue(store),
                Math.Clamp(parsed.GetValue(log), 0, 1000),
                parsed.GetValue(processes),
                parsed.GetValue(apart) ?? [],
                TimeSpan.FromMilliseconds(Math.Clamp(parsed.GetValue(pause), 0, 1000))),
            cancellationToken));
        return command.Parse(arguments).InvokeAsync();
    }
}

internal sealed record LoadOptions(
    IReadOnlyList<string> Doors, bool Writes, int Connections, TimeSpan Duration, TimeSpan WarmUp, int Rounds, string Binaries, string? Store,
    int LogMegabytes, int Processes, IReadOnlyList<string> Apart, TimeSpan Pause);
