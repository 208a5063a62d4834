using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;

namespace Qwak.EndToEnd.Tests.Ui;

/// <summary>
/// A store as a year of use leaves it, made by the product's own code below its doors: secrets, the audit events of their reads, and
/// a build with a long log. Each row has its MAC, and the trail verifies.
/// </summary>
internal sealed class FilledStore(string data)
{
    private const int Days = 300;
    private const int Steps = 10;
    private const int Group = 10_000;
    private const int ChunkLines = 2_000;
    private const int Readers = 50;
    private const int ReadByAll = 200;
    private const int OfThoseExpiring = 50;

    private readonly ShiftedTime _time = new();

    /// <summary>Most names that somebody reads each day; the others are not read.</summary>
    public const int Read = 1_000;

    public const string Rare = "needle in the log";

    public string Build { get; private set; } = "";

    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"many-{number:D6}");

    /// <summary>Fills a store that is not there yet; the next start of the service finds it.</summary>
    public async Task FillAsync(int secrets, int events, long logBytes)
    {
        using var directory = DataDirectory.Open(data);
        var options = new StoreOptions { AdminKeyFile = directory.File("admin-api-key"), Time = _time };
        _time.DaysAgo = Days;
        await using var store = await Store.OpenAsync(directory, options, NullLoggerFactory.Instance);
        for (var step = 0; step < Steps; step++)
        {
            _time.DaysAgo = Days - (Days * step / Steps);
            var admin = await LoginAsync(store, directory);
            await Parallel.ForAsync(
                secrets * step / Steps, secrets * (step + 1) / Steps, new ParallelOptions { MaxDegreeOfParallelism = 256 },
                async (number, _) => await SetAsync(store, admin, Name(number), isExpiring: number % OfThoseExpiring == 0));
            await ReadAsync(store, events / Steps, step);
        }

        _time.DaysAgo = 1;
        var owner = await LoginAsync(store, directory);
        await SetAsync(store, owner, "original");
        await LogAsync(store, owner, logBytes);
    }

    private static async Task<RequestContext> LoginAsync(Store store, DataDirectory directory)
    {
        var origin = new RequestOrigin("127.0.0.1", RandomId.New(), null, null);
        var key = await File.ReadAllTextAsync(directory.File("admin-api-key"));
        var token = (await store.Authenticator.AuthenticateAsync(key.Trim(), origin)).Value!.Token;
        return (await store.Authenticator.AuthenticateBearerAsync(token, origin)).Value!;
    }

    private static async Task SetAsync(Store store, RequestContext admin, string name, bool isExpiring = false)
    {
        using var value = SecretValue.FromString("a value of " + name);
        Assert.Null((await store.Secrets.SetAsync(admin, "default", name, value, expectedVersion: null)).Refusal);
        if (isExpiring)
        {
            var change = new SecretDetailsChange(null, null, null, TimeProvider.System.GetUtcNow().AddDays(10), null, null);
            Assert.Null((await store.SecretLife.UpdateAsync(admin, "default", name, change)).Refusal);
        }
    }

    // As reads leave them, with a checkpoint after each group: some names by every reader, the others by one.
    private async Task ReadAsync(Store store, int events, int step)
    {
        for (var from = 0; from < events; from += Group)
        {
            var size = Math.Min(Group, events - from);
            await store.Commits.ChangeAsync(
                transaction =>
                {
                    for (var i = from; i < from + size; i++)
                    {
                        var number = i * 13 % Read;
                        transaction.Trail.Append(new AuditEvent
                        {
                            Time = StoreTime.Now(_time),
                            PrincipalId = "0123456789abcdef0123456789abcdef",
                            Principal = $"training-job-{(number < ReadByAll ? i / Read : number) % Readers}",
                            Credential = "key:0123456789abcdef0123456789abcdef",
                            Action = AuditActions.SecretRead,
                            Environment = "default",
                            Name = Name(number),
                            Version = 1,
                            Outcome = i % 1_000 == 0 ? "not_found" : AuditEvent.Succeeded,
                            Address = "192.0.2.7",
                            RequestId = RandomId.New(),
                        });
                    }

                    return Task.CompletedTask;
                },
                authorisedUnder: null);
            _time.DaysAgo -= Days * (double)size / (events * Steps);
            await store.TickAsync();
        }
    }

    private async Task LogAsync(Store store, RequestContext owner, long bytes)
    {
        var build = (await store.Builds.StartAsync(owner, "churn", [])).Value!;
        Build = build.Id;
        var runner = store.Runners.Open(build.Id);
        var log = (await store.BuildLogs.WriteAsync(owner, build.Id)).Value!;
        for (var (written, sequence) = (0L, 1L); written < bytes; sequence++)
        {
            var lines = Enumerable.Range(0, ChunkLines).Select(line => string.Create(
                CultureInfo.InvariantCulture, $"epoch {sequence} step {line} loss {line * 7919 * sequence % 999_983} accuracy {line * 104_729L * sequence % 999_983:D12} \u001b[32mok\u001b[0m zoë\n"));
            var text = string.Concat(lines) + (written + (bytes / 50) >= bytes ? Rare + "\n" : "");
            Assert.Null((await log.TakeAsync(sequence, [new LoggedText(_time.GetUtcNow(), false, text)])).Refusal);
            written += text.Length;
        }

        Assert.Null((await store.Builds.FinishAsync(owner, build.Id, new ModelBuildOutcome(ModelBuildStatus.Succeeded, 0, null))).Refusal);
        store.Runners.Close(runner);
        store.Runners.Forget(build.Id);
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public double DaysAgo { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-DaysAgo);
    }
}
