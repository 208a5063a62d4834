namespace Qwak.Connectors.Sql;

/// <summary>What a source of a database selects: a table, or the rows of a query.</summary>
internal sealed record SqlSource(string? Table, string? Query)
{
    /// <summary>What stands after FROM. The line break ends a comment that the query may end with.</summary>
    public string From(char quote, Func<string, string> fold) =>
        Table is { Length: > 0 } ? TableName.Quote(Table, quote, fold)
        : Query is { Length: > 0 } ? $"({Query.TrimEnd().TrimEnd(';')}\n) AS source"
        : throw new ConnectorException(ConnectorFailure.Definition, "The source names neither a table nor a query.");

    public ConnectorException Missing(string? code) => Table is null
        ? new ConnectorException(ConnectorFailure.Table, "A table that the query names is not there.", code)
        : new ConnectorException(ConnectorFailure.Table, $"The table '{Table}' is not there.", code);
}
