using System.CommandLine;

namespace Qwak.Bench.Store;

/// <summary>What durable writes and a large store cost. Run <c>bench/store</c>, which builds what is needed.</summary>
internal static class Program
{
    private static readonly Option<int> Seconds = new("--seconds") { Description = "Of each measurement, 1 to 60.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> Rounds = new("--rounds") { Description = "Measurements of each, in turn; medians are reported. 1 to 20.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> Connections = new("--connections") { Description = "1 to 256.", DefaultValueFactory = _ => 64 };
    private static readonly Option<int> Secrets = new("--secrets") { Description = "1 to 1000000.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> Versions = new("--versions") { Description = "Of each secret, 1 to 100.", DefaultValueFactory = _ => 10 };

    private static readonly Option<int> Events = new("--events") { Description = "1 to 10000000.", DefaultValueFactory = _ => 1_000_000 };

    private static readonly Option<string?> Folder = new("--folder") { Description = "Keep the stores there, for the next time; those that are there are taken as they are." };

    private static readonly Option<string> Binaries = new("--binaries") { Description = "Folder of the built server.", Required = true, Recursive = true };

    private static Task<int> Main(string[] arguments)
    {
        var writes = new Command("writes", "Durable writes beside a loop that flushes after each, on the same disk.") { Connections, Seconds, Rounds };
        writes.SetAction((parsed, _) => Writes.RunAsync(Count(parsed, Connections, 256), Duration(parsed), Count(parsed, Rounds, 20)));
        var size = new Command("size", "A large store: start, memory, a list's page, a read beside that of one secret.")
        {
            Secrets, Versions, Connections, Seconds, Rounds, Folder,
        };
        size.SetAction((parsed, cancellationToken) => Size.RunAsync(
            new SizeOptions(
                Count(parsed, Secrets, 1_000_000), Count(parsed, Versions, 100), Count(parsed, Connections, 256), Duration(parsed), Count(parsed, Rounds, 20),
                parsed.GetRequiredValue(Binaries), parsed.GetValue(Folder)),
            cancellationToken));
        var audit = new Command("audit", "Verifying an audit trail.") { Events, Rounds };
        audit.SetAction((parsed, _) => AuditTrails.RunAsync(Count(parsed, Events, 10_000_000), Count(parsed, Rounds, 20)));
        return new RootCommand("Measure the store of the service.") { writes, size, audit, Binaries }.Parse(arguments).InvokeAsync();
    }

    private static int Count(ParseResult parsed, Option<int> option, int most) => Math.Clamp(parsed.GetValue(option), 1, most);

    private static TimeSpan Duration(ParseResult parsed) => TimeSpan.FromSeconds(Count(parsed, Seconds, 60));
}
