using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of PostgreSQL.</summary>
public sealed class PostgresSource : JdbcSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password.</param>
    /// <param name="url">The JDBC URL; it must hold no credentials.</param>
    /// <param name="dbTable">The table; exactly one of table and query is given.</param>
    /// <param name="query">The query.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">Not exactly one of table and query is given.</exception>
    public PostgresSource(
        string name,
        string description,
        string dateCreatedColumn,
        string? usernameSecretName = null,
        string? passwordSecretName = null,
        string? url = null,
        string? dbTable = null,
        string? query = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository, Jdbc(usernameSecretName, passwordSecretName, url, dbTable, query)) =>
        Fields.PostgresqlSource = new();

    internal PostgresSource(DataSourceSpec spec)
        : base(spec)
    {
    }

    /// <inheritdoc />
    public override string Kind => "postgres";
}
