using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of Amazon Athena.</summary>
public sealed class AthenaSource : JdbcSource
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
    /// <param name="awsRegion">The region.</param>
    /// <param name="s3OutputLocation">Where results are written; this or the workgroup is given.</param>
    /// <param name="awsAuthentication">How to log in to AWS.</param>
    /// <param name="workgroup">The workgroup; this or the output location is given.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">Not exactly one of table and query is given, or the region, the authentication or the place of results is missing.</exception>
    public AthenaSource(
        string name,
        string description,
        string dateCreatedColumn,
        string? usernameSecretName = null,
        string? passwordSecretName = null,
        string? url = null,
        string? dbTable = null,
        string? query = null,
        string? awsRegion = null,
        string? s3OutputLocation = null,
        AwsAuthentication? awsAuthentication = null,
        string? workgroup = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository, Jdbc(usernameSecretName, passwordSecretName, url, dbTable, query))
    {
        Fields.AthenaSource = new()
        {
            AwsRegion = awsRegion ?? "",
            AwsAuthentication = awsAuthentication?.ToWire(),
            S3OutputLocation = s3OutputLocation ?? "",
            Workgroup = workgroup ?? "",
        };
        Check();
    }

    internal AthenaSource(DataSourceSpec spec)
        : base(spec) => Check();

    /// <inheritdoc />
    public override string Kind => "athena";

    /// <summary>The region.</summary>
    public string AwsRegion => Athena.AwsRegion;

    /// <summary>Where results are written.</summary>
    public string? S3OutputLocation => Texts.OrNull(Athena.S3OutputLocation);

    /// <summary>How to log in to AWS.</summary>
    public AwsAuthentication AwsAuthentication => AwsAuthentication.FromWire(Athena.AwsAuthentication)!;

    /// <summary>The workgroup.</summary>
    public string? Workgroup => Texts.OrNull(Athena.Workgroup);

    private AthenaSourceV1 Athena => Fields.AthenaSource;

    private void Check()
    {
        Rules.Require(AwsAuthentication.FromWire(Athena.AwsAuthentication) is not null, "`aws_authentication` must be set");
        Rules.Given(AwsRegion, "`aws_region` must be set");
        Rules.Given(S3OutputLocation + Workgroup, "At least one of: `s3_output_location`, `workgroup` must be set");
    }
}
