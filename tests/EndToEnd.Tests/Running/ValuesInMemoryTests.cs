using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.EndToEnd.Tests.Processes;
using Qwak.Wire.Edge;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>What a dump of the process would have of the values that were read from it.</summary>
public sealed class ValuesInMemoryTests(ITestOutputHelper output)
{
    /// <summary>Most connections that are open: TLS keeps the last record of each until the next one.</summary>
    private const int Connections = Readers + 1;

    private const int Readers = 8;

    [Fact]
    public async Task After_a_quiet_minute_next_to_nothing_is_left_of_the_values_that_were_read()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root reads the memory of a process that refuses to be dumped.");
        var (secrets, reads) = (FullRun.Count(usual: 100, full: 1000), FullRun.Count(usual: 1000, full: 10_000));
        var mark = "canary" + RandomNumberGenerator.GetHexString(10, lowercase: true);
        await using var store = new ServedStore();
        await store.StartAsync();
        for (var i = 0; i < secrets; i++)
        {
            (await store.SetAsync($"canary-{i}", $"{mark}{i:D4}")).EnsureSuccessStatusCode();
        }

        // Half by each door.
        await Parallel.ForAsync(0, reads, new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (i, cancellationToken) =>
        {
            var (name, value) = ($"canary-{i % secrets}", $"{mark}{i % secrets:D4}");
            Assert.Equal(value, i % 2 == 0 ? (await store.GetAsync(name)).Value : (await store.Grpc.GetSecretAsync(new GetSecretRequest { Name = name }, cancellationToken: cancellationToken)).Value);
        });
        Note(store, mark, "at once", secrets);
        for (var second = 15; second <= 60; second += 15)
        {
            await Task.Delay(TimeSpan.FromSeconds(15));
            if (Note(store, mark, $"after {second} quiet seconds", secrets) <= Connections && !FullRun.IsAsked)
            {
                break;
            }
        }

        Assert.InRange(Note(store, mark, "at the end", secrets), 0, Connections);
    }

    [Fact]
    public async Task Where_keys_cannot_be_locked_the_service_says_so_and_serves()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root becomes another user, whom the limit holds.");
        await using var server = new ServerProcess();
        Assert.Equal(0, (await Command.RunAsync("chown", ["65534:65534", server.Folder])).ExitCode);
        string[] line = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--memlock=0", "dotnet", .. server.Arguments()];
        await using var process = Command.Start(line[0], line[1..], new Dictionary<string, string> { ["TMPDIR"] = server.Folder });
        await ServerProcess.WaitUntilRunningAsync(process);
        Assert.Contains("Server[2013]", process.Output, StringComparison.Ordinal);
        using var rest = server.NewRest(token: null);
        Assert.Equal("ready", (await rest.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("status").GetString());
        Signals.Terminate(process.Id);
        await process.FinishAsync();
    }

    /// <returns>How many of the values are found.</returns>
    private int Note(ServedStore store, string mark, string when, int secrets)
    {
        var copies = ProcessMemory.Find(store.Process.Id, Encoding.UTF8.GetBytes(mark), mark.Length + 4).Select(Encoding.UTF8.GetString)
            .Concat(ProcessMemory.Find(store.Process.Id, Encoding.Unicode.GetBytes(mark), 2 * (mark.Length + 4)).Select(Encoding.Unicode.GetString))
            .ToList();
        var values = copies.Distinct().Count();
        output.WriteLine($"{when}: {values} of {secrets} values, {copies.Count} copies");
        return values;
    }
}
