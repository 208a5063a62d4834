using Qwak.Clients.Administration;
using Qwak.Connectors;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.DataSources;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;

namespace Qwak.Server.DataSources;

/// <summary>
/// Sets a secret once every data source that uses it was opened with the new value: a wrong one is found before it is
/// current, not by the next who reads the source.
/// </summary>
internal sealed class SecretRotation(Store store, SourceReading reading)
{
    private const int AtATime = 4;
    private const int MostExplained = 10;

    public async Task<Result<CheckedSet>> SetAsync(
        RequestContext context, string? environment, string? name, SecretValue value, int? expectedVersion, CancellationToken cancellationToken)
    {
        var plan = await store.Secrets.PlanRotationAsync(context, environment, name, value);
        if (plan.IsRefused)
        {
            return plan.Refusal;
        }

        if (plan.Value.Hidden is > 0 and var hidden)
        {
            return new Refusal(
                RefusalCode.SourceFailed,
                $"The old value stays current, since {hidden} of {hidden + plan.Value.Sources.Count} data sources that use it are none that you may see,"
                + " and cannot be tried for you. Have somebody set it who may see them, or set it without a check.");
        }

        var sources = plan.Value.Sources;
        var checks = new CheckedDataSource[sources.Count];
        var candidate = new SecretCandidate(name!, value);
        await Parallel.ForAsync(
            0, sources.Count, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (i, cancel) => checks[i] = Check(sources[i], await reading.CheckAsync(context, environment, sources[i], candidate, cancel)));
        if (Refuse(checks) is { } refusal)
        {
            return refusal;
        }

        var set = await store.Secrets.SetAsync(context, environment, name, value, expectedVersion ?? plan.Value.CurrentVersion);
        return set.IsRefused ? set.Refusal : new CheckedSet(set.Value, checks);
    }

    private static CheckedDataSource Check(string source, Result<SourceTrial> trial) => trial switch
    {
        { IsRefused: true } => new(source, SourceChecks.Failed, trial.Refusal.Message),
        { Value.Failure: { Failure: ConnectorFailure.Unsupported } unsupported } => new(source, SourceChecks.Skipped, unsupported.Message),
        { Value.Failure: { } failure } => new(source, SourceChecks.Failed, failure.Message),
        _ => new(source, SourceChecks.Ok),
    };

    private static Refusal? Refuse(CheckedDataSource[] checks)
    {
        var failed = checks.Where(check => check.Status == SourceChecks.Failed).ToList();
        var more = failed.Count > MostExplained ? " (The others are left out here.)" : "";
        return failed.Count == 0 ? null : new Refusal(
            RefusalCode.SourceFailed,
            $"The old value stays current, since {failed.Count} of {checks.Length} data sources cannot be opened with the new one. "
            + string.Join(' ', failed.Take(MostExplained).Select(check => $"{check.DataSource}: {check.Message}")) + more);
    }
}

/// <summary>A secret that was set, and the data sources that had been tried with its value.</summary>
internal sealed record CheckedSet(SetSecretResult Secret, IReadOnlyList<CheckedDataSource>? Checks = null);
