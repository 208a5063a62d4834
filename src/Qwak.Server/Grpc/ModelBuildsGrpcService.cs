using Grpc.Core;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Storage;
using Qwak.Wire.Builds;

namespace Qwak.Server.Grpc;

/// <summary>The runners of model builds: one stream for a build's life.</summary>
internal sealed class ModelBuildsGrpcService(Store store, IHostApplicationLifetime lifetime) : ModelBuildsService.ModelBuildsServiceBase
{
    /// <summary>A runner says something every 2 seconds; one that is silent for so long is gone, whatever its connection says.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(8);

    public override async Task Run(
        IAsyncStreamReader<RunnerMessage> requests, IServerStreamWriter<RunMessage> responses, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, lifetime.ApplicationStopping);
        ending.CancelAfter(MostSilence);
        if (!await requests.MoveNext(ending.Token))
        {
            return;
        }

        var (started, isFinished) = (await OpenAsync(context, requests.Current, ending.Token)).OrThrow(call.GetHttpContext());
        if (isFinished)
        {
            await responses.WriteAsync(new RunMessage { Started = started });
            await responses.WriteAsync(new RunMessage { Finished = new BuildFinished() });
            return;
        }

        var runner = store.Runners.Open(started.BuildId);
        var closed = runner.Closed.Register(ending.Cancel);
        ModelBuildOutcome? outcome = null;
        try
        {
            await responses.WriteAsync(new RunMessage { Started = started }, ending.Token);
            var telling = TellAsync(runner, responses, ending.Token);
            outcome = await ListenAsync(runner, requests, ending);
            await closed.DisposeAsync(); // What is still to be told is told, not broken off.
            store.Runners.Close(runner);
            await telling;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Silent, broken off, or the service stops: the build's credential is dead, and its record is told by its absence.
        }
        finally
        {
            store.Runners.Close(runner);
        }

        if (outcome is not null)
        {
            (await store.Builds.FinishAsync(context, started.BuildId, outcome)).OrThrow(call.GetHttpContext());
            await responses.WriteAsync(new RunMessage { Finished = new BuildFinished() });
        }
    }

    public override async Task ShipLog(
        IAsyncStreamReader<LogChunk> requests, IServerStreamWriter<LogPosition> responses, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            BuildLogWriter? log = null;
            while (await requests.MoveNext(ending.Token))
            {
                var chunk = requests.Current;
                log ??= (await store.BuildLogs.WriteAsync(context, chunk.BuildId)).OrThrow(call.GetHttpContext());
                if (chunk.Sequence > 0)
                {
                    var entries = chunk.Entries.Select(Entry).ToList();
                    (await log.TakeAsync(chunk.Sequence, entries)).OrThrow(call.GetHttpContext());
                }

                await responses.WriteAsync(new LogPosition { Sequence = log.Position }, ending.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The runner sends again what it has no answer for.
        }
        catch (StoreUnavailableException e)
        {
            throw Statuses.Exception(Refusal.Unavailable(e.Message), call.GetHttpContext());
        }
    }

    private static LoggedText Entry(LogEntry entry) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(entry.TimeMilliseconds, 0, 253402300799999)), entry.IsError, entry.Text);

    private async Task<Result<(BuildStarted Started, bool IsFinished)>> OpenAsync(
        RequestContext context, RunnerMessage first, CancellationToken cancellationToken)
    {
        switch (first.MessageCase)
        {
            case RunnerMessage.MessageOneofCase.Start:
                var started = await store.Builds.StartAsync(context, first.Start.ModelId, first.Start.DeclaredSecrets);
                return started.IsRefused
                    ? started.Refusal
                    : (new BuildStarted { BuildId = started.Value.Id, BuildKey = started.Value.Key, Environment = started.Value.Environment }, false);
            case RunnerMessage.MessageOneofCase.Resume:
                var resumed = await store.Builds.ResumeAsync(context, first.Resume.BuildId);

                // A runner that gave this call up may have another by now, which this one must not end.
                cancellationToken.ThrowIfCancellationRequested();
                return resumed.IsRefused
                    ? resumed.Refusal
                    : (new BuildStarted { BuildId = first.Resume.BuildId, Environment = resumed.Value.Environment }, resumed.Value.IsFinished);
            default:
                return new Refusal(RefusalCode.InvalidValue, "The first message of a runner starts a build or takes one up.");
        }
    }

    /// <summary>Takes the runner's messages until it finishes the build; null when it went away.</summary>
    private static async Task<ModelBuildOutcome?> ListenAsync(
        BuildRunner runner, IAsyncStreamReader<RunnerMessage> requests, CancellationTokenSource ending)
    {
        while (await requests.MoveNext(ending.Token))
        {
            ending.CancelAfter(MostSilence);
            switch (requests.Current.MessageCase)
            {
                case RunnerMessage.MessageOneofCase.Acknowledgement:
                    runner.Acknowledge(requests.Current.Acknowledgement.Number);
                    break;
                case RunnerMessage.MessageOneofCase.Finish:
                    return Outcome(requests.Current.Finish);
            }
        }

        return null;
    }

    private static async Task TellAsync(BuildRunner runner, IServerStreamWriter<RunMessage> responses, CancellationToken cancellationToken)
    {
        await foreach (var notice in runner.Notices.ReadAllAsync(cancellationToken))
        {
            using (notice as IDisposable)
            {
                await responses.WriteAsync(Message(notice), cancellationToken);
            }
        }
    }

    private static RunMessage Message(RunnerNotice notice) => notice switch
    {
        RevealNotice reveal => new RunMessage
        {
            Revelation = new Revelation
            {
                Number = reveal.Number, Name = reveal.Name, Version = reveal.Version, Value = reveal.Value.Reveal(), IsNotSensitive = !reveal.IsSensitive,
            },
        },
        RefusalNotice refusal => new RunMessage { Refused = new RefusedRead { Name = refusal.Name, Code = refusal.Code } },
        _ => throw new ArgumentOutOfRangeException(nameof(notice)),
    };

    private static ModelBuildOutcome Outcome(FinishBuild finish) => new(
        finish.Status switch
        {
            FinishBuild.Types.Status.Succeeded => ModelBuildStatus.Succeeded,
            FinishBuild.Types.Status.Cancelled => ModelBuildStatus.Cancelled,
            _ => ModelBuildStatus.Failed,
        },
        finish.HasExitCode ? finish.ExitCode : null,
        finish.Summary.Length == 0 ? null : finish.Summary);
}
