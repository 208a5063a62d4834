using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of Snowflake.</summary>
public sealed class SnowflakeSource : BatchSource
{
    /// <summary>Defines the source: with a key pair or a password, of a table or a query.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="host">Host of the account, as <c>account.region.snowflakecomputing.com</c>.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="database">The database.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="warehouse">The warehouse that runs the query.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password. The vendor deprecates passwords: use a key pair.</param>
    /// <param name="pemPrivateKeySecretName">Name of the secret that holds the unencrypted private key, PEM without its BEGIN and END lines.</param>
    /// <param name="table">The table; exactly one of table and query is given.</param>
    /// <param name="query">The query.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">A rule above is broken.</exception>
    public SnowflakeSource(
        string name,
        string description,
        string dateCreatedColumn,
        string host,
        string usernameSecretName,
        string database,
        string schema,
        string warehouse,
        string? passwordSecretName = null,
        string? pemPrivateKeySecretName = null,
        string? table = null,
        string? query = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Check(usernameSecretName, database, schema, table, query, passwordSecretName, pemPrivateKeySecretName);
        Batch.SnowflakeSource = new()
        {
            Host = host,
            UsernameSecretName = usernameSecretName,
            Database = database,
            Schema = schema,
            Warehouse = warehouse,
            Table = table ?? "",
            Query = query ?? "",
        };
        if (string.IsNullOrEmpty(passwordSecretName))
        {
            Fields.PemPrivateKeySecretName = pemPrivateKeySecretName;
        }
        else
        {
            Fields.PasswordSecretName = passwordSecretName;
        }
    }

    internal SnowflakeSource(DataSourceSpec spec)
        : base(spec) =>
        Check(UsernameSecretName, Database, Schema, Table, Query, PasswordSecretName, PemPrivateKeySecretName);

    /// <inheritdoc />
    public override string Kind => "snowflake";

    /// <summary>Host of the account.</summary>
    public string Host => Fields.Host;

    /// <summary>Name of the secret that holds the user name.</summary>
    public string UsernameSecretName => Fields.UsernameSecretName;

    /// <summary>Name of the secret that holds the password.</summary>
    public string? PasswordSecretName => Texts.OrNull(Fields.PasswordSecretName);

    /// <summary>Name of the secret that holds the private key.</summary>
    public string? PemPrivateKeySecretName => Texts.OrNull(Fields.PemPrivateKeySecretName);

    /// <summary>The database.</summary>
    public string Database => Fields.Database;

    /// <summary>The schema.</summary>
    public string Schema => Fields.Schema;

    /// <summary>The warehouse that runs the query.</summary>
    public string Warehouse => Fields.Warehouse;

    /// <summary>The table, unless there is a query.</summary>
    public string? Table => Texts.OrNull(Fields.Table);

    /// <summary>The query, unless there is a table.</summary>
    public string? Query => Texts.OrNull(Fields.Query);

    private Wire.Sources.SnowflakeSource Fields => Batch.SnowflakeSource;

    private static void Check(
        string? username, string? database, string? schema, string? table, string? query, string? password, string? pem)
    {
        Rules.Given(username, "username_secret_name must be set!");
        Rules.Given(database, "database must be set!");
        Rules.Given(schema, "schema must be set!");
        Rules.ExactlyOne("Only one of query or table may be set", table, query);
        Rules.ExactlyOne(
            "Exactly one of 'password_secret_name' or 'pem_private_key_secret_name' must be set", password, pem);
    }
}
