using System.Text.Json;

namespace Qwak.Clients.Administration;

/// <summary>A registered data source.</summary>
/// <param name="Id">Its id, with which it stands in the audit trail as <c>datasource:ID</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The word for its kind, such as <c>snowflake</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Environment">The environment it is registered in.</param>
/// <param name="Version">How often it was registered with a new definition or by another owner.</param>
/// <param name="SecretNames">The secrets that it uses.</param>
/// <param name="Owner">Who registered it last: it works with their rights.</param>
/// <param name="CreatedAt">When it was registered first.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="UpdatedAt">When it was registered last.</param>
public sealed record DataSourceProperties(
    string Id,
    string Name,
    string Kind,
    string Description,
    string Environment,
    int Version,
    IReadOnlyList<string> SecretNames,
    string Owner,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset UpdatedAt);

/// <summary>What the service found when it tried a definition.</summary>
/// <param name="Valid">Whether no check failed.</param>
/// <param name="Checks">The checks, in the order in which they are made.</param>
public sealed record DataSourceValidation(bool Valid, IReadOnlyList<DataSourceCheck> Checks);

/// <summary>One check of a definition.</summary>
/// <param name="Name"><c>fields</c>, <c>secrets</c>, <c>connection</c>, <c>data</c> or <c>date_created_column</c>.</param>
/// <param name="Status"><c>ok</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="Message">What was found; never a value.</param>
public sealed record DataSourceCheck(string Name, string Status, string? Message = null);

/// <summary>Rows of a data source.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">The rows, with a cell for each column.</param>
public sealed record DataSourceSample(IReadOnlyList<DataSourceColumn> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows);

/// <summary>A column of a data source.</summary>
/// <param name="Name">As the source spells it.</param>
/// <param name="Type"><c>boolean</c>, <c>integer</c>, <c>float</c>, <c>decimal</c>, <c>string</c>, <c>binary</c>, <c>date</c>, <c>time</c>, <c>timestamp</c>, <c>instant</c> or <c>nested</c>.</param>
public sealed record DataSourceColumn(string Name, string Type);
