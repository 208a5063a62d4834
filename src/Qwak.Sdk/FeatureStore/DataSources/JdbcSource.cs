using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of a database that is addressed by a JDBC URL.</summary>
public abstract class JdbcSource : BatchSource
{
    private protected JdbcSource(
        string name, string description, string dateCreatedColumn, string? repository, Wire.Sources.JdbcSource fields)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.JdbcSource = fields;
        CheckTableOrQuery();
    }

    private protected JdbcSource(DataSourceSpec spec)
        : base(spec) => CheckTableOrQuery();

    /// <summary>Name of the secret that holds the user name.</summary>
    public string? UsernameSecretName => Texts.OrNull(Fields.UsernameSecretName);

    /// <summary>Name of the secret that holds the password.</summary>
    public string? PasswordSecretName => Texts.OrNull(Fields.PasswordSecretName);

    /// <summary>The JDBC URL. It must hold no credentials.</summary>
    public string? Url => Texts.OrNull(Fields.Url);

    /// <summary>The table, unless there is a query.</summary>
    public string? DbTable => Texts.OrNull(Fields.DbTable);

    /// <summary>The query, unless there is a table.</summary>
    public string? Query => Texts.OrNull(Fields.Query);

    private protected Wire.Sources.JdbcSource Fields => Batch.JdbcSource;

    internal static new JdbcSource Read(DataSourceSpec spec) => spec.BatchSource.JdbcSource.TypeCase switch
    {
        Wire.Sources.JdbcSource.TypeOneofCase.MysqlSource => new MysqlSource(spec),
        Wire.Sources.JdbcSource.TypeOneofCase.PostgresqlSource => new PostgresSource(spec),
        Wire.Sources.JdbcSource.TypeOneofCase.RedshiftSource => new RedshiftSource(spec),
        Wire.Sources.JdbcSource.TypeOneofCase.AthenaSource => new AthenaSource(spec),
        Wire.Sources.JdbcSource.TypeOneofCase.None => throw UnknownType(spec.BatchSource.Name),
    };

    private protected static Wire.Sources.JdbcSource Jdbc(
        string? usernameSecretName, string? passwordSecretName, string? url, string? dbTable, string? query) => new()
        {
            UsernameSecretName = usernameSecretName ?? "",
            PasswordSecretName = passwordSecretName ?? "",
            Url = url ?? "",
            DbTable = dbTable ?? "",
            Query = query ?? "",
        };

    private void CheckTableOrQuery() =>
        Rules.ExactlyOne("Only one of query and db_table must be set", DbTable, Query);
}
