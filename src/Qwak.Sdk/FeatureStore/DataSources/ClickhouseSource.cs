using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of ClickHouse.</summary>
public sealed class ClickhouseSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password.</param>
    /// <param name="url">The URL; it must hold no credentials.</param>
    /// <param name="dbTable">The table; exactly one of table and query is given.</param>
    /// <param name="query">The query.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">Not exactly one of table and query is given.</exception>
    public ClickhouseSource(
        string name,
        string description,
        string dateCreatedColumn,
        string? usernameSecretName = null,
        string? passwordSecretName = null,
        string? url = null,
        string? dbTable = null,
        string? query = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Check(dbTable, query);
        Batch.ClickhouseSource = new()
        {
            Url = url ?? "",
            UsernameSecretName = usernameSecretName ?? "",
            PasswordSecretName = passwordSecretName ?? "",
        };
        if (string.IsNullOrEmpty(query))
        {
            Fields.Table = dbTable;
        }
        else
        {
            Fields.Sql = query;
        }
    }

    internal ClickhouseSource(DataSourceSpec spec)
        : base(spec) => Check(DbTable, Query);

    /// <inheritdoc />
    public override string Kind => "clickhouse";

    /// <summary>Name of the secret that holds the user name.</summary>
    public string? UsernameSecretName => Texts.OrNull(Fields.UsernameSecretName);

    /// <summary>Name of the secret that holds the password.</summary>
    public string? PasswordSecretName => Texts.OrNull(Fields.PasswordSecretName);

    /// <summary>The URL.</summary>
    public string? Url => Texts.OrNull(Fields.Url);

    /// <summary>The table, unless there is a query.</summary>
    public string? DbTable => Texts.OrNull(Fields.Table);

    /// <summary>The query, unless there is a table.</summary>
    public string? Query => Texts.OrNull(Fields.Sql);

    private Wire.Sources.ClickhouseSource Fields => Batch.ClickhouseSource;

    private static void Check(string? dbTable, string? query) =>
        Rules.ExactlyOne("Only one of query and db_table must be set", dbTable, query);
}
