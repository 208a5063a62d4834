namespace Qwak.Connectors.Snowflake;

/// <summary>Maps Snowflake's codes. Its messages say which kind of object is missing, and are not repeated: they quote the query.</summary>
internal static class SnowflakeErrors
{
    public static ConnectorException OfLogin(string? code, SnowflakeDefinition definition) => code switch
    {
        "390144" => Failed(ConnectorFailure.Login, "Snowflake refuses the key pair: the public key is not the user's, or the user or the account is another", code),
        "390189" or "390201" => Failed(ConnectorFailure.Permission, "Snowflake refuses the role or the integration of this login", code),
        "390422" => Failed(ConnectorFailure.Login, "Snowflake's network policy does not admit this service's address", code),
        ['3', '9', '0', ..] => Failed(ConnectorFailure.Login, "Snowflake refuses the user or the password", code),
        _ => Failed(ConnectorFailure.Protocol, $"The login at {definition.Host} failed", code),
    };

    public static ConnectorException OfQuery(string? code, string? sqlState, string? message, SnowflakeDefinition definition) => (code, sqlState) switch
    {
        ("390111" or "390112" or "390114" or "390195" or "390318", _) => Failed(ConnectorFailure.Login, "Snowflake ended the session", code),
        ("000606" or "000605", _) => Failed(ConnectorFailure.Database, $"The warehouse '{definition.Warehouse}' is not there, or the user may not use it", code),
        ("090105" or "090106", _) => Failed(
            ConnectorFailure.Database, $"The database '{definition.Database}' or its schema '{definition.Schema}' is not there, or the user may not use it", code),
        ("002003" or "002043", _) when message is not null && (message.Contains("Database '") || message.Contains("Schema '")) => Failed(
            ConnectorFailure.Database, $"The database '{definition.Database}' or its schema '{definition.Schema}' is not there, or the user may not use it", code),
        ("002003" or "002043", _) => definition.Source.Missing(code),
        ("000904", _) => Failed(ConnectorFailure.Column, "A column that the query names is not there", code),
        ("003001", _) or (_, "42501") => Failed(ConnectorFailure.Permission, "The user may not read this table, or what the query uses", code),
        ("000604" or "000630", _) or (_, "57014") => Failed(ConnectorFailure.Timeout, "The query took longer than allowed", code),
        _ => Failed(ConnectorFailure.Query, "Snowflake does not run the query", code),
    };

    // The server was told the password: what is no code is not repeated.
    private static ConnectorException Failed(ConnectorFailure failure, string message, string? code) =>
        new(failure, message + ".", code is { Length: 6 } && code.All(char.IsAsciiDigit) ? code : null);
}
