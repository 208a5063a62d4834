using Qwak.Connectors.Sql;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Snowflake;

/// <summary>Where a Snowflake source lies and what it selects.</summary>
internal sealed record SnowflakeDefinition(
    string Host, string Database, string Schema, string Warehouse, SqlSource Source, string UserSecret, string? PasswordSecret, string? KeySecret)
{
    /// <summary>The account as logins and key-pair tokens spell it: the first part of the host, without the region.</summary>
    public string Account => Host.Split('.')[0].Split(':')[0].ToUpperInvariant();

    public static SnowflakeDefinition Of(SnowflakeSource source) => new(
        source.Host,
        source.Database,
        source.Schema,
        source.Warehouse,
        new SqlSource(source.Table, source.Query),
        source.UsernameSecretName,
        source.PasswordSecretName,
        source.PemPrivateKeySecretName);
}
