using System.Diagnostics;
using Qwak.Clients.Connection;
using Qwak.Clients.ModelBuilds;
using Qwak.Redaction;
using Qwak.Wire.Builds;

namespace Qwak.Builds.Session;

/// <summary>
/// A runner's side of its build: the stream over which it learns each value before the child process does. A lost
/// connection is taken up again; when that does not succeed in time the build is lost, and <see cref="Lost"/> says so.
/// </summary>
internal sealed class RunnerSession : IAsyncDisposable
{
    /// <summary>What the build's own credential is called where it is redacted.</summary>
    public const string KeyName = "build-key";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    /// <summary>A stream that lives for so long has come to stay.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly QwakConnection _connection;
    private readonly Redactor _redactor;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private RunnerStream _stream;
    private RunnerMessage? _finish;

    private RunnerSession(QwakConnection connection, Redactor redactor, RunnerStream stream)
    {
        (_connection, _redactor, _stream) = (connection, redactor, stream);
        (BuildId, BuildKey, Environment) = (stream.Started.BuildId, stream.Started.BuildKey, stream.Started.Environment);
        using var key = SecretValue.FromString(BuildKey);
        redactor.Add(KeyName, key);
        _running = Task.Run(RunAsync);
    }

    public string BuildId { get; }

    /// <summary>The API key of the child process.</summary>
    public string BuildKey { get; }

    /// <summary>Name of the environment.</summary>
    public string Environment { get; }

    public SecretsSeen Secrets { get; } = new();

    /// <summary>Cancelled when the service has given the build up.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why the build is lost; null while it is not.</summary>
    public string? LostBecause => _finished.Task.Exception?.InnerException?.Message;

    /// <summary>Starts a build at the service.</summary>
    /// <exception cref="QwakException">The service refused, or cannot be reached.</exception>
    public static async Task<RunnerSession> StartAsync(
        QwakConnection connection, string modelId, IEnumerable<string> declared, Redactor redactor, CancellationToken cancellationToken)
    {
        var start = new StartBuild { ModelId = modelId };
        start.DeclaredSecrets.AddRange(declared);
        var stream = await RunnerStream.OpenAsync(connection, new RunnerMessage { Start = start }, cancellationToken).ConfigureAwait(false);
        return new RunnerSession(connection, redactor, stream);
    }

    /// <summary>Tells the service what became of the build, which ends its credential.</summary>
    /// <exception cref="QwakException">The service has given the build up before.</exception>
    public async Task FinishAsync(FinishBuild outcome)
    {
        Volatile.Write(ref _finish, new RunnerMessage { Finish = outcome });
        await TrySendAsync(_stream, _finish!).ConfigureAwait(false);
        await _finished.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stream.Dispose();
        _ending.Dispose();
        _lost.Dispose();
    }

    private async Task RunAsync()
    {
        var troubleSince = 0L;
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                QwakException? failure = null;
                try
                {
                    await ServeAsync(_stream).ConfigureAwait(false);
                }
                catch (QwakException e)
                {
                    failure = e;
                }

                if (_finished.Task.IsCompleted)
                {
                    return;
                }

                if (troubleSince == 0 || Stopwatch.GetElapsedTime(began) >= Settled)
                {
                    troubleSince = Stopwatch.GetTimestamp();
                }
                else
                {
                    // It broke at once, which is still the trouble of the one before: what is sent again may be the cause.
                    await Task.Delay(PassingFailures.Pause, _ending.Token).ConfigureAwait(false);
                }

                await ResumeAsync(failure, troubleSince).ConfigureAwait(false);
            }
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            // Nobody waits for the build any more.
        }
        catch (Exception e)
        {
            _finished.TrySetException(e as QwakException ?? new QwakException("The runner failed.", QwakErrorCodes.Unknown, innerException: e));
            _ = _finished.Task.Exception; // Observed here too: nobody may be waiting.
            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(RunnerStream stream)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var beating = BeatAsync(stream, serving.Token);
        try
        {
            if (Volatile.Read(ref _finish) is { } finish)
            {
                await TrySendAsync(stream, finish).ConfigureAwait(false);
            }

            while (await stream.ReceiveAsync(serving.Token).ConfigureAwait(false) is { } message)
            {
                await TakeAsync(stream, message).ConfigureAwait(false);
            }
        }
        finally
        {
            await serving.CancelAsync().ConfigureAwait(false);
            await beating.ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(RunnerStream stream, RunMessage message)
    {
        switch (message.MessageCase)
        {
            case RunMessage.MessageOneofCase.Revelation:
                Learn(message.Revelation);
                var known = new Acknowledgement { Number = message.Revelation.Number };
                await TrySendAsync(stream, new RunnerMessage { Acknowledgement = known }).ConfigureAwait(false);
                break;
            case RunMessage.MessageOneofCase.Refused:
                Secrets.Refuse(message.Refused.Name, message.Refused.Code);
                break;
            case RunMessage.MessageOneofCase.Finished:
                _finished.TrySetResult();
                break;
        }
    }

    private void Learn(Revelation revelation)
    {
        if (!revelation.IsNotSensitive)
        {
            using var value = SecretValue.FromString(revelation.Value);
            _redactor.Add(revelation.Name, value);
        }

        if (revelation.Version > 0)
        {
            Secrets.Use(revelation.Name, revelation.Version);
        }
    }

    private static async Task BeatAsync(RunnerStream stream, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Heartbeat);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await TrySendAsync(stream, new RunnerMessage { Heartbeat = new Heartbeat() }).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
    }

    // A stream that cannot be written to is told by its receiving side.
    private static async Task TrySendAsync(RunnerStream stream, RunnerMessage message)
    {
        try
        {
            await stream.SendAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QwakException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Takes the build up on a new stream.</summary>
    /// <param name="failure">What ended the one before; null when the service did.</param>
    /// <param name="since">When the trouble began (<see cref="Stopwatch"/>).</param>
    /// <exception cref="QwakException">That cannot be.</exception>
    private async Task ResumeAsync(QwakException? failure, long since)
    {
        var resume = new RunnerMessage { Resume = new ResumeBuild { BuildId = BuildId } };
        while (failure?.IsPassing() != false && Stopwatch.GetElapsedTime(since) < PassingFailures.Patience)
        {
            try
            {
                await PassingFailures.AttemptAsync(
                    async limit =>
                    {
                        var again = await RunnerStream.OpenAsync(_connection, resume, limit).ConfigureAwait(false);
                        _stream.Dispose();
                        _stream = again;
                    },
                    _ending.Token).ConfigureAwait(false);
                return;
            }
            catch (QwakException e)
            {
                failure = e;
                await Task.Delay(PassingFailures.Pause, _ending.Token).ConfigureAwait(false);
            }
        }

        throw failure ?? new QwakException("The service has given the build up.", QwakErrorCodes.NotFound);
    }
}
