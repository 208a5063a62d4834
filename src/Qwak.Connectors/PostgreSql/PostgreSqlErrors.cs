using Npgsql;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.PostgreSql;

/// <summary>Maps SQLSTATEs. The server's messages are not repeated: they quote user names, values and queries.</summary>
internal static class PostgreSqlErrors
{
    public static ConnectorException? Explain(Exception exception, JdbcUrl url, SqlSource source) => exception switch
    {
        PostgresException refusal => Explain(refusal.SqlState, refusal.Position, url, source),

        // Only the driver itself knows that the server declined to begin TLS: there is no cause beneath it.
        NpgsqlException { InnerException: null } driver when driver.Message.Contains("SSL", StringComparison.Ordinal) =>
            new ConnectorException(ConnectorFailure.Tls, $"The server at {url.Target} does not offer TLS."),
        NpgsqlException driver => Failures.Explain(driver)
            ?? new ConnectorException(ConnectorFailure.Protocol, $"The server at {url.Target} does not speak as PostgreSQL does."),
        _ => null,
    };

    private static ConnectorException Explain(string state, int position, JdbcUrl url, SqlSource source)
    {
        return state switch
        {
            "28P01" or "28000" => Failed(ConnectorFailure.Login, $"The server at {url.Target} refuses the user or the password."),
            "3D000" => Failed(ConnectorFailure.Database, $"The database '{url.Database}' is not there."),
            "42P01" or "3F000" => source.Missing(state),
            "42703" => Failed(ConnectorFailure.Column, $"A column that the query names is not there{At()}."),
            "42702" => Failed(ConnectorFailure.Column, "Two columns of the query have the same name: give each its own."),
            "42501" => Failed(ConnectorFailure.Permission, "The user may not read this table, or what the query uses."),
            "25006" => Failed(ConnectorFailure.Permission, "The query changes data; sources only read."),
            "57014" => Failed(ConnectorFailure.Timeout, "The query took longer than allowed."),
            "53300" => Failed(ConnectorFailure.Connection, $"The server at {url.Target} has no connection left."),
            ['0', '8', ..] or ['5', '7', 'P', ..] => Failed(ConnectorFailure.Connection, $"The server at {url.Target} ended the connection."),
            ['0', 'A', ..] or ['2', '2', ..] or ['4', '2', ..] => Failed(ConnectorFailure.Query, $"The server does not run the query{At()}."),
            _ => Failed(ConnectorFailure.Query, "The server failed to run the query."),
        };

        // A server may ask for the password as it is: what is no SQLSTATE is not repeated.
        ConnectorException Failed(ConnectorFailure failure, string message) =>
            new(failure, message, state is { Length: 5 } && state.All(char.IsAsciiLetterOrDigit) ? state : null);
        string At() => source.Query is not null && position > 0 ? $", near character {position - "SELECT * FROM (".Length}" : "";
    }
}
