using System.Diagnostics;
using Qwak.Builds.Artifacts;
using Qwak.Builds.Log;
using Qwak.Builds.Models;
using Qwak.Builds.Processes;
using Qwak.Builds.Session;
using Qwak.Builds.Sources;
using Qwak.Clients;
using Qwak.Clients.Connection;
using Qwak.Redaction;

namespace Qwak.Builds;

/// <summary>
/// Builds a model: registers the build with the service, fetches and prepares the model, runs it in a clean environment with
/// the build's own credential, redacts and ships its log, and searches what it made.
/// </summary>
/// <param name="options">What is built.</param>
/// <param name="connection">The caller's own connection; the child process never has its credential.</param>
/// <param name="console">Where the build's steps and its redacted log are shown.</param>
internal sealed class ModelBuilder(BuildOptions options, QwakConnectionOptions connection, Stream console)
{
    private readonly List<BuildStep> _steps = [];
    private readonly BuildTerminal _terminal = new(console);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _outputFrom = long.MaxValue;
    private int? _exitCode;
    private string? _reason;

    /// <summary>Builds the model, and tells the service what became of it.</summary>
    /// <exception cref="QwakException">The build could not be started.</exception>
    public async Task<BuildSummary> RunAsync(CancellationToken cancellationToken)
    {
        Posix.ProtectThisProcess();
        options.Git.Check();
        if (options.Isolate)
        {
            await Isolation.CheckAsync().ConfigureAwait(false);
        }

        var variables = EnvironmentVariables.Parse(options.EnvironmentVariables);
        var settings = ConnectionSettings.Resolve(connection);
        using var service = new QwakConnection(settings);
        using var redactor = new Redactor();
        using var storage = new PrivateFolder();
        using var source = new TemporaryFolder();
        using var reaper = new Reaper(storage);
        var session = await RunnerSession.StartAsync(service, options.ModelId, Declared(variables), redactor, cancellationToken).ConfigureAwait(false);
        await using var ending = session.ConfigureAwait(false);
        Show($"Build {session.BuildId} of {options.ModelId} in {session.Environment}");

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        if (options.TimeLimit is { } limit)
        {
            stopping.CancelAfter(limit);
        }

        var log = new BuildLog(service, session.BuildId, session.Lost);
        await using var closing = log.ConfigureAwait(false);
        var search = new ArtifactSearch(redactor);
        var place = new BuildPlace(session, settings, storage, new ChildProcess(redactor, reaper), log, source);
        var record = Path.Combine(storage.Path, "record.jsonl");
        try
        {
            await BuildAsync(place, variables, redactor, record, stopping.Token).ConfigureAwait(false);
            Search(search, record);
        }
        catch (OperationCanceledException)
        {
            _reason = redactor.Redact(Interruption(session, cancellationToken));
        }
        catch (Exception e) when (e is QwakException or IOException or UnauthorizedAccessException)
        {
            _reason = redactor.Redact(e.Message);
        }

        await log.CompleteAsync().ConfigureAwait(false);
        var summary = Summarise(session, search, BuildRecord.Read(record, redactor), redactor, cancellationToken.IsCancellationRequested) with
        {
            LogIsComplete = log.IsComplete,
            PrintedBefore = await PrintedBeforeAsync(session, redactor, stopping.Token).ConfigureAwait(false),
        };
        return await FinishAsync(session, Outcomes.Bounded(summary), redactor).ConfigureAwait(false);
    }

    private async Task BuildAsync(
        BuildPlace place, IReadOnlyList<(string Name, string Value)> variables, Redactor redactor, string record, CancellationToken cancellationToken)
    {
        var environment = ChildVariables.For(place.Session, place.Settings, place.Storage);
        using var secrets = new BuildSecrets(ChildVariables.Connection(environment), redactor, cancellationToken);
        var source = await FetchAsync(place, secrets, environment, cancellationToken).ConfigureAwait(false);
        var model = ModelProgram.Find(source, options.Python, options.Install, place.Storage);
        environment["QWAK_BUILD_ID"] = place.Session.BuildId;
        environment["QWAK_BUILD_RECORD"] = record;
        environment["QWAK_OUTPUT"] = OutputFolder;
        Directory.CreateDirectory(OutputFolder);
        foreach (var (preparation, program) in model.Preparations(environment))
        {
            await StepAsync(preparation, place, Isolated(program, source, place), cancellationToken).ConfigureAwait(false);
        }

        // Only the model itself has its secrets: what prepares the machine for it needs none.
        await AddSecretsAsync(place, secrets, variables, environment).ConfigureAwait(false);
        var (step, command) = options.ServingPort is { } port
            ? ("Serving the model", model.Serve(environment, port))
            : ("Building the model", model.Build(environment));
        await StepAsync(step, place, Isolated(command, source, place), cancellationToken).ConfigureAwait(false);
    }

    // Only what runs the model's code; git is the user's own.
    private ChildCommand Isolated(ChildCommand command, string source, BuildPlace place) => !options.Isolate ? command
        : new Isolation([Directory.Exists(source) ? source : Path.GetDirectoryName(Path.GetFullPath(source))!, OutputFolder, place.Storage.Path]).Of(command);

    private string OutputFolder => Path.GetFullPath(options.OutputFolder ?? Path.Combine("qwak-output", options.ModelId));

    private async Task<string> FetchAsync(
        BuildPlace place, BuildSecrets secrets, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (!GitSource.IsAddress(options.Source))
        {
            return options.Source;
        }

        var folder = Path.Combine(place.SourceFolder.Path, "source");
        var clone = await GitSource.CloneAsync(options.Source, options.Git, folder, secrets, place.Storage, environment).ConfigureAwait(false);
        await StepAsync("Fetching the model", place, clone, cancellationToken).ConfigureAwait(false);
        return folder;
    }

    private async Task AddSecretsAsync(
        BuildPlace place, BuildSecrets secrets, IReadOnlyList<(string Name, string Value)> variables, Dictionary<string, string> environment)
    {
        if (options.ServiceAccountKeySecretName is { } name)
        {
            environment["GOOGLE_APPLICATION_CREDENTIALS"] = await ServiceAccountKeyAsync(place, secrets, name).ConfigureAwait(false);
        }

        foreach (var (variable, value) in variables)
        {
            if (EnvironmentVariables.SecretOf(value) is { } secret)
            {
                using var fetched = await secrets.GetAsync(secret).ConfigureAwait(false);
                environment[variable] = fetched.Reveal();
            }
            else
            {
                environment[variable] = value;
            }
        }
    }

    private static async Task<string> ServiceAccountKeyAsync(BuildPlace place, BuildSecrets secrets, string name)
    {
        try
        {
            using var key = await secrets.GetAsync(name).ConfigureAwait(false);
            return place.Storage.Write("service-account-key.json", key.RevealUtf8());
        }
        catch (QwakException e) when (e.Code == QwakErrorCodes.NotFound)
        {
            throw new QwakException(
                $"GCP service account key secret '{name}' wasn't found. Make sure your GCP service account key secret is configured correctly in the environment",
                e.Code, e.StatusCode, e);
        }
    }

    private async Task StepAsync(string name, BuildPlace place, ChildCommand command, CancellationToken cancellationToken)
    {
        Show($"{name} …");
        var began = _watch.Elapsed;
        _outputFrom = Math.Min(_outputFrom, Stopwatch.GetTimestamp());
        var (output, error) = (place.Log.Sink(isError: false, _terminal), place.Log.Sink(isError: true, _terminal));
        try
        {
            _exitCode = await place.Process.RunAsync(command, output, error, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await output.CompleteAsync().ConfigureAwait(false);
            await error.CompleteAsync().ConfigureAwait(false);
            _steps.Add(new BuildStep(name, Math.Round((_watch.Elapsed - began).TotalSeconds, 3)));
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_exitCode is not 0)
        {
            throw new QwakException(_exitCode > 128
                ? $"{name} was ended by signal {_exitCode - 128}."
                : $"{name} ended with exit code {_exitCode}.");
        }
    }

    private void Search(ArtifactSearch search, string record)
    {
        search.SearchFolder(OutputFolder);
        if (File.Exists(record))
        {
            search.Search("(parameters and metrics)", record);
        }

        if (search.Fails)
        {
            _reason = "A secret is in what the build made; see the findings.";
        }
    }

    // Of what was learned before the first output nothing can have been printed.
    private async Task<IReadOnlyList<Redaction>?> PrintedBeforeAsync(RunnerSession session, Redactor redactor, CancellationToken cancellationToken)
    {
        if (session.Secrets.LatestAt < _outputFrom)
        {
            return [];
        }

        try
        {
            return await StoredLogSearch.RunAsync(connection, session.BuildId, redactor, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QwakException or OperationCanceledException)
        {
            return null;
        }
    }

    private string Interruption(RunnerSession session, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? "It was cancelled."
        : session.Lost.IsCancellationRequested ? $"The connection to the service was lost: {session.LostBecause}"
        : $"It took longer than {options.TimeLimit?.TotalSeconds:0} s.";

    private IReadOnlyList<string> Declared(IReadOnlyList<(string Name, string Value)> variables)
    {
        // What the options name is declared by that, once anything is declared at all.
        var named = variables.Select(variable => EnvironmentVariables.SecretOf(variable.Value)).Append(options.ServiceAccountKeySecretName)
            .OfType<string>().Concat(options.Git.Secrets);
        return options.Secrets.Count == 0 ? [] : [.. options.Secrets.Concat(named).Distinct(StringComparer.Ordinal)];
    }

    private BuildSummary Summarise(
        RunnerSession session, ArtifactSearch search, BuildRecord record, Redactor redactor, bool isCancelled)
    {
        var used = session.Secrets.Used;
        var declared = Declared(EnvironmentVariables.Parse(options.EnvironmentVariables));
        return new BuildSummary
        {
            BuildId = session.BuildId,
            ModelId = options.ModelId,
            Environment = session.Environment,
            Status = _reason is null ? "succeeded" : session.Lost.IsCancellationRequested ? "lost" : isCancelled ? "cancelled" : "failed",
            Reason = _reason,
            ExitCode = _exitCode,
            DurationSeconds = Math.Round(_watch.Elapsed.TotalSeconds, 3),
            Steps = _steps,
            DeclaredSecrets = declared,
            UsedSecrets = [.. used.Select(secret => new UsedSecret(secret.Key, secret.Value))],
            RefusedSecrets = [.. session.Secrets.Refused.Select(refused => new RefusedSecret(refused.Key, refused.Value))],
            UnusedSecrets = [.. declared.Where(name => !used.ContainsKey(name))],
            Redactions = [.. redactor.Counts.Select(count => new Redaction(count.Name, FormWords.Of(count.Form), count.Count))],
            Artifacts = search.Artifacts,
            Findings = search.Findings,
            Parameters = record.Parameters,
            Metrics = record.Metrics,
        };
    }

    private static async Task<BuildSummary> FinishAsync(RunnerSession session, BuildSummary summary, Redactor redactor)
    {
        try
        {
            await session.FinishAsync(Outcomes.Of(summary)).ConfigureAwait(false);
            return summary;
        }
        catch (QwakException e)
        {
            return summary with { Status = "lost", Reason = summary.Reason ?? redactor.Redact(e.Message) };
        }
    }

    private void Show(string line) => _terminal.ShowLine($"==> {line}");
}

/// <summary>What all steps of a build share.</summary>
internal sealed record BuildPlace(RunnerSession Session, ConnectionSettings Settings, PrivateFolder Storage, ChildProcess Process, BuildLog Log,
    TemporaryFolder SourceFolder)
{
    public override string ToString() => nameof(BuildPlace);
}
