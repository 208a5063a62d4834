using Qwak.Connectors;
using Qwak.Core;

namespace Qwak.Server.DataSources;

/// <summary>What came of opening a source: its rows, and what failed if anything did.</summary>
/// <param name="Sample">Null when it could not be opened.</param>
/// <param name="Failure">Null when nothing failed.</param>
internal sealed record SourceTrial(Sample? Sample, ConnectorException? Failure)
{
    /// <summary>The rows, or the refusal to give any.</summary>
    public Result<Sample> Rows => Failure is null ? Sample! : new Refusal(RefusalCode.SourceFailed, Failure.Message);

    /// <summary>The outcome for the audit trail; null for success.</summary>
    public string? Recorded => Failure is null ? null : $"{QwakErrorCodes.SourceFailed}:{Failure.Failure}";
}

/// <summary>Rows of a source. They may be personal: they are neither stored nor logged, and nothing prints them.</summary>
internal sealed class Sample(IReadOnlyList<SourceColumn> columns, IReadOnlyList<object?[]> rows)
{
    public IReadOnlyList<SourceColumn> Columns => columns;

    public IReadOnlyList<object?[]> Rows => rows;

    public override string ToString() => $"{columns.Count} columns, {rows.Count} rows";
}
