using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>An index of Elasticsearch.</summary>
public sealed class ElasticSearchSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="nodes">Nodes, separated by commas.</param>
    /// <param name="resource">The index.</param>
    /// <param name="port">The port.</param>
    /// <param name="query">The query; without one, everything.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password.</param>
    /// <param name="excludeFields">Fields to leave out, separated by commas.</param>
    /// <param name="parseDates">Whether dates become timestamps.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    public ElasticSearchSource(
        string name,
        string description,
        string dateCreatedColumn,
        string nodes,
        string resource,
        int? port = null,
        string? query = null,
        string? usernameSecretName = null,
        string? passwordSecretName = null,
        string? excludeFields = null,
        bool parseDates = true,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.ElasticsearchSource = new()
        {
            Nodes = nodes,
            Port = port ?? 0,
            Resource = resource,
            Query = query ?? "",
            ExcludeFields = excludeFields ?? "",
            ParseDates = parseDates,
            UsernameSecretName = usernameSecretName ?? "",
            PasswordSecretName = passwordSecretName ?? "",
        };
    }

    internal ElasticSearchSource(DataSourceSpec spec)
        : base(spec)
    {
    }

    /// <inheritdoc />
    public override string Kind => "elasticsearch";

    /// <summary>Nodes, separated by commas.</summary>
    public string Nodes => Fields.Nodes;

    /// <summary>The index.</summary>
    public string Resource => Fields.Resource;

    /// <summary>The port.</summary>
    public int? Port => Fields.Port == 0 ? null : Fields.Port;

    /// <summary>The query; without one, everything.</summary>
    public string? Query => Texts.OrNull(Fields.Query);

    /// <summary>Name of the secret that holds the user name.</summary>
    public string? UsernameSecretName => Texts.OrNull(Fields.UsernameSecretName);

    /// <summary>Name of the secret that holds the password.</summary>
    public string? PasswordSecretName => Texts.OrNull(Fields.PasswordSecretName);

    /// <summary>Fields to leave out, separated by commas.</summary>
    public string? ExcludeFields => Texts.OrNull(Fields.ExcludeFields);

    /// <summary>Whether dates become timestamps.</summary>
    public bool ParseDates => Fields.ParseDates;

    private Wire.Sources.ElasticsearchSource Fields => Batch.ElasticsearchSource;
}
