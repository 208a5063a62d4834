using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of Amazon Redshift.</summary>
public sealed class RedshiftSource : JdbcSource
{
    /// <summary>Defines the source, with exactly one way to log in.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password.</param>
    /// <param name="url">The JDBC URL; it must hold no credentials.</param>
    /// <param name="dbTable">The table; exactly one of table and query is given.</param>
    /// <param name="query">The query.</param>
    /// <param name="iamRoleArn">The IAM role to log in as.</param>
    /// <param name="dbUser">The database user of the IAM role.</param>
    /// <param name="accessKey">Raw value, not yet supported: the service refuses it.</param>
    /// <param name="secretAccessKey">Raw value, not yet supported: the service refuses it.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">Not exactly one of table and query, or not exactly one way to log in, is given.</exception>
    public RedshiftSource(
        string name,
        string description,
        string dateCreatedColumn,
        string? usernameSecretName = null,
        string? passwordSecretName = null,
        string? url = null,
        string? dbTable = null,
        string? query = null,
        string? iamRoleArn = null,
        string? dbUser = null,
        string? accessKey = null,
        string? secretAccessKey = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository, Jdbc(usernameSecretName, passwordSecretName, url, dbTable, query))
    {
        Fields.RedshiftSource = new()
        {
            DbUser = dbUser ?? "",
            IamRoleArn = iamRoleArn ?? "",
            AccessKeyId = accessKey ?? "",
            SecretAccessKey = secretAccessKey ?? "",
        };
        CheckLogin();
    }

    internal RedshiftSource(DataSourceSpec spec)
        : base(spec)
    {
        // A definition is stored and shown, so what came from elsewhere must not bring credentials along.
        Rules.Require(
            Redshift is { AccessKeyId: "", SecretAccessKey: "" },
            "access_key and secret_access_key are not yet supported, and a definition must not hold raw credentials: "
            + "use iam_role_arn, or username_secret_name and password_secret_name.");
        CheckLogin();
    }

    /// <inheritdoc />
    public override string Kind => "redshift";

    /// <summary>The IAM role to log in as.</summary>
    public string? IamRoleArn => Texts.OrNull(Redshift.IamRoleArn);

    /// <summary>The database user of the IAM role.</summary>
    public string? DbUser => Texts.OrNull(Redshift.DbUser);

    private Wire.Sources.RedshiftSource Redshift => Fields.RedshiftSource;

    private void CheckLogin()
    {
        const string Rule = "Exactly one way to log in must be set, whole: access_key and secret_access_key, "
            + "iam_role_arn, or username_secret_name and password_secret_name";
        Rules.ExactlyOne(
            Rule, Redshift.AccessKeyId + Redshift.SecretAccessKey, IamRoleArn, UsernameSecretName + PasswordSecretName);
        Rules.Require(Redshift.AccessKeyId.Length == 0 == (Redshift.SecretAccessKey.Length == 0), Rule);
        Rules.Require(UsernameSecretName is null == PasswordSecretName is null, Rule);
    }
}
