using System.Text;
using System.Text.Json;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;

namespace Qwak.Core.ModelBuilds;

/// <summary>Model builds: started and finished by their runner, given up when it is lost, and looked at later.</summary>
internal sealed class ModelBuildService(
    OperationPath path, Database database, CommitQueue commits, ServiceKeys keys, RowMacs macs, BuildRunners runners, SecretOptions options,
    TimeProvider time, string holder)
{
    private const int MaximumModelIdLength = 100;
    private const int MaximumDeclared = 10_000;
    private const int MaximumSummaryLength = 1024 * 1024;

    public static readonly Refusal NoBuild = new(RefusalCode.NotFound, "There is no such build.");

    /// <summary>Registers a build and makes the key of its child process, good for reading the declared secrets while it runs.</summary>
    public Task<Result<StartedBuild>> StartAsync(RequestContext context, string? modelId, IReadOnlyList<string> declared) =>
        path.ChangeAsync<StartedBuild>(context, AuditActions.BuildStart, async (caller, transaction) =>
        {
            var place = caller.Resolve(named: null);
            var subject = new Subject(place.Value?.Name, RecordedName.Of(modelId, IsModelId(modelId)));
            if (place.IsRefused || Problem(modelId, declared) is not null)
            {
                return new(place.Refusal ?? Problem(modelId, declared)!, subject);
            }

            if (caller.Grant.BuildId is not null || !caller.AllowsSome(Operation.Read, place.Value))
            {
                return new(Refusal.Denied("You may not start builds in this environment."), subject);
            }

            var id = RandomId.New();
            var key = ApiKeyText.New(id);
            var build = new ModelBuild(
                id, modelId!, place.Value.Id, caller.Grant.Principal, caller.Grant.Credential, keys.HashApiKey(Encoding.UTF8.GetBytes(key)),
                [.. declared.Distinct().Order(StringComparer.Ordinal)],
                ModelBuildStatus.Running, caller.Now);
            await ModelBuildTable.InsertAsync(transaction.Connection, build, macs.Of(build.Fields()), holder);
            return new(new StartedBuild(id, key, place.Value.Name), subject with { Name = id });
        });

    /// <summary>
    /// Takes up a build after its runner's connection was lost. One that has ended is not taken up: its runner is told so, as the
    /// answer that said it before may have been lost with the connection. One that was given up is gone.
    /// </summary>
    public Task<Result<ResumedBuild>> ResumeAsync(RequestContext context, string id) =>
        path.ChangeAsync<ResumedBuild>(context, AuditActions.BuildResume, async (caller, transaction) =>
        {
            var subject = new Subject(Name: RecordedName.OfId(id));
            if (await OwnAsync(caller, transaction, id) is not { Status: not ModelBuildStatus.Lost } build)
            {
                return new(NoBuild, subject);
            }

            if (build.IsRunning)
            {
                await ModelBuildTable.HoldAsync(transaction.Connection, id, holder);
            }

            return new(new ResumedBuild(caller.EnvironmentName(build.EnvironmentId)!, IsFinished: !build.IsRunning), subject);
        });

    /// <summary>Ends a build and, in the same commit, its credential.</summary>
    public Task<Result<Done>> FinishAsync(RequestContext context, string id, ModelBuildOutcome outcome) =>
        path.ChangeAsync<Done>(context, AuditActions.BuildFinish, async (caller, transaction) =>
        {
            var subject = new Subject(Name: RecordedName.OfId(id));
            if (!IsSummary(outcome.Summary))
            {
                return new(new Refusal(RefusalCode.InvalidValue, $"A summary is JSON of at most {MaximumSummaryLength} characters."), subject);
            }

            if (await OwnAsync(caller, transaction, id) is not { } build
                || !await ModelBuildTable.FinishAsync(transaction.Connection, id, outcome, caller.Now))
            {
                return new(NoBuild, subject);
            }

            await transaction.RaiseChangeCounterAsync();
            return new(default(Done), subject with { Environment = caller.EnvironmentName(build.EnvironmentId), Outcome = Outcome(outcome.Status) });
        });

    /// <summary>A build with what it used, for who started it and who may list all secrets where it ran.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="id">The build.</param>
    /// <param name="action">What for, in the audit trail.</param>
    public Task<Result<ModelBuildDetails>> GetAsync(RequestContext context, string id, string action = AuditActions.BuildRead) =>
        path.ReadAsync<ModelBuildDetails>(context, action, async caller =>
        {
            var subject = new Subject(Name: RecordedName.OfId(id));
            var (build, used) = await database.ReadAsync(async connection =>
                (await ModelBuildTable.FindAsync(connection, id), await ModelBuildSecretTable.ListByBuildAsync(connection, id)));
            return build is not null && MaySee(caller, build)
                ? new(new ModelBuildDetails(build, caller.EnvironmentName(build.EnvironmentId)!, used), subject)
                : new(NoBuild, subject);
        });

    public Task<Result<(IReadOnlyList<ModelBuildDetails> Items, ModelBuildPosition? Next)>> ListAsync(RequestContext context, ModelBuildQuery query) =>
        path.ReadAsync<(IReadOnlyList<ModelBuildDetails>, ModelBuildPosition?)>(context, AuditActions.BuildList, async caller =>
        {
            if (caller.Grant.BuildId is not null)
            {
                return Refusal.Denied("A build may not look at builds.");
            }

            var everyones = caller.Environments.Where(e => caller.AllowsAll(Operation.List, e)).Select(e => e.Id).ToList();
            var builds = await database.ReadAsync(connection =>
                ModelBuildTable.ListAsync(connection, caller.Grant.Principal.Id, everyones, query));
            var items = builds.Take(query.Limit).Select(build => new ModelBuildDetails(build, caller.EnvironmentName(build.EnvironmentId)!, [])).ToList();
            return (items, builds.Count > query.Limit
                ? new ModelBuildPosition(StoreTime.To(items[^1].Build.StartedAt), items[^1].Build.Id)
                : null);
        });

    /// <summary>Which builds used which version of a secret last, and through whom; also of a secret that is gone.</summary>
    public Task<Result<RecordedUse[]>> UsageAsync(RequestContext context, string? environment, string? name, int limit = int.MaxValue) =>
        path.ReadAsync<RecordedUse[]>(context, AuditActions.SecretBuilds, async caller =>
        {
            var (target, subject) = SecretTarget.Locate(caller, environment, name, options.NameRule);
            if (target.IsRefused)
            {
                return new(target.Refusal, subject);
            }

            var place = target.Value.Environment;
            if (!caller.Allows(Operation.List, place, target.Value.Name.Text))
            {
                return new(Refusal.SecretNotFound, subject with { Outcome = QwakErrorCodes.PermissionDenied });
            }

            var uses = await database.ReadAsync(connection => ModelBuildSecretTable.ListBySecretAsync(connection, place.Id, target.Value.Name.Text, limit));
            return new(uses.ToArray(), subject);
        });

    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<bool> IsRunningAsync(string id) => await FindAsync(id) is { IsRunning: true };

    /// <summary>Whether it is a running build of the caller's.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task<bool> IsOwnRunningAsync(Caller caller, string id) => await FindAsync(id) is { IsRunning: true } build && IsOwn(caller, build);

    /// <summary>Ends the builds whose runner has stayed away, each second.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be written; it is tried again in a second.</exception>
    public async Task GiveUpLostAsync()
    {
        foreach (var id in runners.Overdue())
        {
            await commits.ChangeAsync(transaction => GiveUpAsync(transaction, id), authorisedUnder: null);
            runners.Forget(id);
        }
    }

    /// <summary>Says which builds an earlier run of this process left running: their runners may come back for a moment.</summary>
    public async Task ExpectRunnersAsync()
    {
        foreach (var id in await database.ReadAsync(connection => ModelBuildTable.RunningAsync(connection, holder)))
        {
            runners.Away(id);
        }
    }

    private async Task GiveUpAsync(StoreTransaction transaction, string id)
    {
        var now = StoreTime.Now(time);
        var lost = new ModelBuildOutcome(ModelBuildStatus.Lost, null, null);
        if (await ModelBuildTable.FinishAsync(transaction.Connection, id, lost, now))
        {
            transaction.Trail.Append(new AuditEvent { Time = now, Action = AuditActions.BuildFinish, Name = id, Outcome = lost.Status.Text() });
            await transaction.RaiseChangeCounterAsync();
        }
    }

    private Task<ModelBuild?> FindAsync(string id) => database.ReadAsync(connection => ModelBuildTable.FindAsync(connection, id));

    private static async Task<ModelBuild?> OwnAsync(Caller caller, StoreTransaction transaction, string id) =>
        await ModelBuildTable.FindAsync(transaction.Connection, id) is { } build && IsOwn(caller, build) ? build : null;

    private static bool IsOwn(Caller caller, ModelBuild build) =>
        caller.Grant.BuildId is null && build.Principal.Id == caller.Grant.Principal.Id;

    private static bool MaySee(Caller caller, ModelBuild build) => IsOwn(caller, build)
        || (caller.Grant.BuildId is null && caller.Environments.Any(e => e.Id == build.EnvironmentId && caller.AllowsAll(Operation.List, e)));

    private static string Outcome(ModelBuildStatus status) =>
        status == ModelBuildStatus.Succeeded ? AuditEvent.Succeeded : status.Text();

    private Refusal? Problem(string? modelId, IReadOnlyList<string> declared)
    {
        if (!IsModelId(modelId))
        {
            return new Refusal(
                RefusalCode.InvalidName, $"A model id has 1 to {MaximumModelIdLength} ASCII letters, digits, '.', '_' and '-'.");
        }

        if (declared.Count > MaximumDeclared)
        {
            return new Refusal(RefusalCode.InvalidValue, $"A build declares at most {MaximumDeclared} secrets.");
        }

        foreach (var name in declared)
        {
            if (!SecretName.TryParse(name, out _, out var error, options.NameRule))
            {
                return new Refusal(RefusalCode.InvalidName, error);
            }
        }

        return null;
    }

    private static bool IsModelId(string? text) =>
        text is { Length: > 0 and <= MaximumModelIdLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsSummary(string? text)
    {
        try
        {
            using var parsed = text is null ? null : JsonDocument.Parse(text);
            return text is null || text.Length <= MaximumSummaryLength;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
