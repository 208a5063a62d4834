using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of BigQuery.</summary>
public sealed class BigQuerySource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="credentialsSecretName">Name of the secret that holds the credentials JSON in base64.</param>
    /// <param name="project">The project.</param>
    /// <param name="dataset">The dataset; with a table, unless there is a query.</param>
    /// <param name="table">The table.</param>
    /// <param name="parentProject">The project that pays.</param>
    /// <param name="sql">The query.</param>
    /// <param name="viewsEnabled">Whether views may be read; a query always may.</param>
    /// <param name="materializationDataset">Needed with a query. Checked here, and not sent: see protos/README.md.</param>
    /// <param name="materializationProject">Needed with a query. Checked here, and not sent.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">Neither a query nor dataset and table are given, or a query without its materialization.</exception>
    public BigQuerySource(
        string name,
        string description,
        string dateCreatedColumn,
        string credentialsSecretName,
        string? project = null,
        string? dataset = null,
        string? table = null,
        string? parentProject = null,
        string? sql = null,
        bool viewsEnabled = false,
        string? materializationDataset = null,
        string? materializationProject = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.BigQuerySource = new()
        {
            CredentialsSecretName = credentialsSecretName,
            Dataset = dataset ?? "",
            Table = table ?? "",
            Project = project ?? "",
            ParentProject = parentProject ?? "",
            Sql = sql ?? "",
            ViewsEnabled = viewsEnabled || !string.IsNullOrEmpty(sql),
        };
        Check();
        Rules.Require(
            Sql is null || !(string.IsNullOrEmpty(materializationDataset) || string.IsNullOrEmpty(materializationProject)),
            "With sql, materialization_dataset and materialization_project must be set.");
    }

    internal BigQuerySource(DataSourceSpec spec)
        : base(spec) => Check();

    /// <inheritdoc />
    public override string Kind => "bigquery";

    /// <summary>Name of the secret that holds the credentials JSON in base64.</summary>
    public string CredentialsSecretName => Fields.CredentialsSecretName;

    /// <summary>The project.</summary>
    public string? Project => Texts.OrNull(Fields.Project);

    /// <summary>The dataset.</summary>
    public string? Dataset => Texts.OrNull(Fields.Dataset);

    /// <summary>The table.</summary>
    public string? Table => Texts.OrNull(Fields.Table);

    /// <summary>The project that pays.</summary>
    public string? ParentProject => Texts.OrNull(Fields.ParentProject);

    /// <summary>The query.</summary>
    public string? Sql => Texts.OrNull(Fields.Sql);

    /// <summary>Whether views may be read.</summary>
    public bool ViewsEnabled => Fields.ViewsEnabled;

    private Wire.Sources.BigQuerySource Fields => Batch.BigQuerySource;

    private void Check() => Rules.Require(
        Sql is not null || (Table is not null && Dataset is not null),
        "Either SQL or (table and dataset) must be provided.");
}
