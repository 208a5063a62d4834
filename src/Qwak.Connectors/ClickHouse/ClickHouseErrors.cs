using Qwak.Connectors.Sql;

namespace Qwak.Connectors.ClickHouse;

/// <summary>Maps ClickHouse's error codes. Its messages quote user names, queries and rows, and are not repeated.</summary>
internal static class ClickHouseErrors
{
    public static ConnectorException Of(ClickHouseFailure failure, JdbcUrl url, SqlSource source) => failure.Code switch
    {
        null or "516" or "192" or "193" or "194" or "195" => Failed(ConnectorFailure.Login, $"ClickHouse at {url.Target} refuses the user or the password", failure),
        "81" => Failed(ConnectorFailure.Database, $"The database '{url.Database}', or one that the query names, is not there, or not for this user", failure),
        "60" => source.Missing(failure.Code),
        "8" or "10" or "16" or "47" => Failed(ConnectorFailure.Column, "A column that the query names is not there", failure),
        "164" when failure.Message.Contains("Cannot modify", StringComparison.Ordinal) => Failed(
            ConnectorFailure.Permission, "The user's profile (readonly = 1) refuses the settings that a sample needs. Give the user readonly = 2, which only reads too", failure),
        "164" => Failed(ConnectorFailure.Permission, "The query changes data or settings; a source's query only reads", failure),
        "497" or "291" => Failed(ConnectorFailure.Permission, "The user may not read this table, or what the query uses", failure),
        "159" or "160" or "209" or "394" => Failed(ConnectorFailure.Timeout, "The query took longer than allowed", failure),
        "202" or "210" or "279" => Failed(ConnectorFailure.Connection, "ClickHouse has too much to do, or lost a server of its own", failure),
        _ => Failed(ConnectorFailure.Query, "ClickHouse does not run the query", failure),
    };

    private static ConnectorException Failed(ConnectorFailure kind, string message, ClickHouseFailure failure) => new(kind, message + ".", failure.Code);
}
