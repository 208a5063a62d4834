using MySqlConnector;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.MySql;

/// <summary>Maps error numbers. The server's messages are not repeated: they quote user names, values and queries.</summary>
internal static class MySqlErrors
{
    public static ConnectorException? Explain(Exception exception, JdbcUrl url, SqlSource source)
    {
        if (exception is not MySqlException refusal)
        {
            return null;
        }

        // The driver's numbers for a server that cannot be reached say less than their cause.
        if (refusal.InnerException is { } cause and not MySqlException && Failures.Explain(cause) is { } explained)
        {
            return explained;
        }

        return refusal.Number switch
        {
            1045 or 1698 or 1862 or 1820 => Failed(ConnectorFailure.Login, $"The server at {url.Target} refuses the user or the password."),
            1049 => Failed(ConnectorFailure.Database, $"The database '{url.Database}' is not there."),
            1044 => Failed(ConnectorFailure.Database, $"The database '{url.Database}' is not there, or the user may not use it."),
            1146 or 1051 => source.Missing(Code()),
            1054 => Failed(ConnectorFailure.Column, "A column that the query names is not there."),
            1060 => Failed(ConnectorFailure.Column, "Two columns of the query have the same name: give each its own."),
            1142 or 1143 or 1227 or 1370 => Failed(ConnectorFailure.Permission, "The user may not read this table, or what the query uses."),
            1792 => Failed(ConnectorFailure.Permission, "The query changes data; sources only read."),
            1969 or 3024 or 1317 => Failed(ConnectorFailure.Timeout, "The query took longer than allowed."),
            1040 or 1203 or 1226 => Failed(ConnectorFailure.Connection, $"The server at {url.Target} has no connection left."),
            1042 when refusal.Message.Contains("SSL", StringComparison.Ordinal) =>
                Failed(ConnectorFailure.Tls, $"The server at {url.Target} does not offer TLS."),
            1042 or 1053 or 1077 or 1927 or 2006 or 2013 => Failed(ConnectorFailure.Connection, $"The server at {url.Target} ended the connection."),
            > 1000 and < 2000 or >= 3000 => Failed(ConnectorFailure.Query, "The server does not run the query."),
            _ => Failed(ConnectorFailure.Protocol, $"The server at {url.Target} does not speak as MySQL does."),
        };

        string Code() => refusal.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        ConnectorException Failed(ConnectorFailure failure, string message) => new(failure, message, Code());
    }
}
