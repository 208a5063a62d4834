namespace Qwak.Connectors;

/// <summary>
/// A data source could not be opened or read. The message is made from the definition and from codes alone: a driver's own
/// text quotes user names, queries and rows, so it is neither repeated nor kept as an inner exception.
/// </summary>
internal sealed class ConnectorException(ConnectorFailure failure, string message, string? code = null)
    : Exception(code is null ? message : $"{message} [{code}]")
{
    public ConnectorFailure Failure { get; } = failure;

    /// <summary>The database's own code, such as a SQLSTATE.</summary>
    public string? Code { get; } = code;
}
