using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Sql;

/// <summary>What a connector of a JDBC database takes from a source.</summary>
internal sealed record JdbcDefinition(string? Url, SqlSource Source, string? UserSecret, string? PasswordSecret)
{
    public static JdbcDefinition Of(JdbcSource source) =>
        new(source.Url, new SqlSource(source.DbTable, source.Query), source.UsernameSecretName, source.PasswordSecretName);

    public static JdbcDefinition Of(ClickhouseSource source) =>
        new(source.Url, new SqlSource(source.DbTable, source.Query), source.UsernameSecretName, source.PasswordSecretName);

    /// <exception cref="ConnectorException">The source names no secret for the user or the password.</exception>
    public (SecretValue User, SecretValue Password) Login(SourceSecrets secrets) =>
        UserSecret is null || PasswordSecret is null
            ? throw new ConnectorException(ConnectorFailure.Definition, "The source names no secret for its user, or none for its password.")
            : (secrets[UserSecret], secrets[PasswordSecret]);
}
