using System.Globalization;
using MongoDB.Driver;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.MongoDb;

/// <summary>Maps the server's codes. Its messages are not repeated: they quote user names and documents.</summary>
internal static class MongoDbErrors
{
    public static ConnectorException Missing(MongoDbSource source) => new(
        ConnectorFailure.Table, $"The database '{source.Database}' has no collection '{source.Collection}', or the user may not see it.");

    public static ConnectorException? Explain(Exception exception, MongoDbSource source) => exception switch
    {
        // A login fails with the server's answer as its cause, or with the connection's.
        MongoAuthenticationException { InnerException: MongoCommandException or null } =>
            Failed(ConnectorFailure.Login, $"The server at {source.Hosts} refuses the user or the password.", 18),
        MongoCommandException refusal => OfCode(refusal.Code, source),
        MongoExecutionTimeoutException => Failed(ConnectorFailure.Timeout, "The query took longer than allowed.", 50),
        MongoConnectionException or MongoAuthenticationException => Failures.Explain(exception)
            ?? new ConnectorException(ConnectorFailure.Connection, $"The server at {source.Hosts} ended the connection."),
        TimeoutException => new ConnectorException(ConnectorFailure.Connection, $"No server at {source.Hosts} can be read from: none answers as the definition asks."),
        FormatException or MongoDB.Bson.BsonException => new ConnectorException(ConnectorFailure.Protocol, $"The server at {source.Hosts} does not speak as MongoDB does."),
        _ => null,
    };

    private static ConnectorException OfCode(int code, MongoDbSource source) => code switch
    {
        13 => Failed(ConnectorFailure.Permission, "The user may not read this collection.", code),
        18 => Failed(ConnectorFailure.Login, $"The server at {source.Hosts} refuses the user or the password.", code),
        26 or 73 => Failed(ConnectorFailure.Table, Missing(source).Message, code),
        50 => Failed(ConnectorFailure.Timeout, "The query took longer than allowed.", code),
        91 or 11600 or 11602 => Failed(ConnectorFailure.Connection, $"The server at {source.Hosts} is stopping.", code),
        _ => Failed(ConnectorFailure.Query, "The server does not run the query.", code),
    };

    private static ConnectorException Failed(ConnectorFailure failure, string message, int code) =>
        new(failure, message, code.ToString(CultureInfo.InvariantCulture));
}
