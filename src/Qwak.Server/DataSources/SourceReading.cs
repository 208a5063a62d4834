using Qwak.Connectors;
using Qwak.Connectors.Network;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.DataSources;
using Qwak.Core.Storage;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Server.DataSources;

/// <summary>
/// Where Core and the connectors meet: Core resolves a source's secrets for who asks, a connector opens the source with
/// them, and Core records what came of it before the rows are released. Every door calls this.
/// </summary>
internal sealed class SourceReading(Store store, DataSourceConnections connections, SourceOptions options)
{
    /// <summary>Samples a registered source.</summary>
    public async Task<Result<Sample>> SampleAsync(
        RequestContext context, string? environment, string? name, int? rows, CancellationToken cancellationToken)
    {
        if (RowsProblem(rows) is { } problem)
        {
            return problem;
        }

        var trial = await store.SourceUses.UseAsync(
            context, environment, name, AuditActions.DataSourceSample, source => ReadAsync(source, rows ?? 10, cancellationToken));
        return trial.IsRefused ? trial.Refusal : trial.Value.Rows;
    }

    /// <summary>Samples a definition that need not be registered.</summary>
    public async Task<Result<Sample>> SampleAsync(
        RequestContext context, string? environment, DataSource definition, int? rows, CancellationToken cancellationToken)
    {
        if (RowsProblem(rows) is { } problem)
        {
            return problem;
        }

        var trial = await TryAsync(context, environment, definition, AuditActions.DataSourceSample, rows ?? 10, cancellationToken);
        return trial.IsRefused ? trial.Refusal : trial.Value.Rows;
    }

    /// <summary>Tries a definition; what fails at the source is no refusal of the trial.</summary>
    public Task<Result<SourceTrial>> TryAsync(
        RequestContext context, string? environment, DataSource definition, int rows, CancellationToken cancellationToken) =>
        TryAsync(context, environment, definition, AuditActions.DataSourceValidate, rows, cancellationToken);

    /// <summary>Opens a registered source with the value that a secret of it is about to get.</summary>
    public Task<Result<SourceTrial>> CheckAsync(
        RequestContext context, string? environment, string name, SecretCandidate candidate, CancellationToken cancellationToken) =>
        store.SourceUses.CheckAsync(context, environment, name, candidate, source => ReadAsync(source, rows: 1, cancellationToken));

    /// <summary>Tries a registered source.</summary>
    public Task<Result<SourceTrial>> TryAsync(RequestContext context, string? environment, string? name, CancellationToken cancellationToken) =>
        store.SourceUses.UseAsync(context, environment, name, AuditActions.DataSourceValidate, source => ReadAsync(source, rows: 1, cancellationToken));

    public static Refusal? RowsProblem(int? rows) => rows is < 1 or > ConnectorLimits.MaximumRows
        ? new Refusal(RefusalCode.InvalidValue, $"rows is 1 to {ConnectorLimits.MaximumRows}.")
        : null;

    private Task<Result<SourceTrial>> TryAsync(
        RequestContext context, string? environment, DataSource definition, string action, int rows, CancellationToken cancellationToken) =>
        store.SourceUses.UseDraftAsync(context, environment, definition, action, source => ReadAsync(source, rows, cancellationToken));

    private async Task<SourceOutcome<SourceTrial>> ReadAsync(SourceInUse source, int rows, CancellationToken cancellationToken)
    {
        var trial = await OpenAsync(source, rows, cancellationToken);
        return new(trial, trial.Recorded);
    }

    private async Task<SourceTrial> OpenAsync(SourceInUse source, int rows, CancellationToken cancellationToken)
    {
        Sample? sample = null;
        try
        {
            var guard = new DestinationGuard(source.Destinations, options.Network);
            var key = new SourceKey(source.Id, source.State);
            await using var reader = await connections.OpenAsync(source.Definition, key, source.Values, guard, rows, cancellationToken);
            var read = new List<object?[]>();
            await foreach (var row in reader.ReadAllAsync(cancellationToken))
            {
                read.Add(row);
            }

            sample = new Sample(reader.Columns, read);
            if (source.Definition is BatchSource { DateCreatedColumn.Length: > 0 } batch)
            {
                reader.RequireColumn(batch.DateCreatedColumn);
            }

            return new SourceTrial(sample, Failure: null);
        }
        catch (ConnectorException failure)
        {
            return new SourceTrial(sample, failure);
        }
    }
}
