using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A collection of MongoDB.</summary>
public sealed class MongoDbSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="hosts">Hosts, separated by commas.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password.</param>
    /// <param name="database">The database.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="connectionParams">Options of the connection, as in a connection string.</param>
    /// <param name="protocol"><c>mongodb</c>, or <c>mongodb+srv</c>.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    public MongoDbSource(
        string name,
        string description,
        string dateCreatedColumn,
        string hosts,
        string usernameSecretName,
        string passwordSecretName,
        string database,
        string collection,
        string connectionParams,
        string protocol = "mongodb",
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.MongoSource = new()
        {
            Hosts = hosts,
            UsernameSecretName = usernameSecretName,
            PasswordSecretName = passwordSecretName,
            Database = database,
            Collection = collection,
            ConnectionParams = connectionParams,
            Protocol = protocol,
        };
    }

    internal MongoDbSource(DataSourceSpec spec)
        : base(spec)
    {
    }

    /// <inheritdoc />
    public override string Kind => "mongodb";

    /// <summary>Hosts, separated by commas.</summary>
    public string Hosts => Fields.Hosts;

    /// <summary>Name of the secret that holds the user name.</summary>
    public string UsernameSecretName => Fields.UsernameSecretName;

    /// <summary>Name of the secret that holds the password.</summary>
    public string PasswordSecretName => Fields.PasswordSecretName;

    /// <summary>The database.</summary>
    public string Database => Fields.Database;

    /// <summary>The collection.</summary>
    public string Collection => Fields.Collection;

    /// <summary>Options of the connection, as in a connection string.</summary>
    public string ConnectionParams => Fields.ConnectionParams;

    /// <summary><c>mongodb</c>, or <c>mongodb+srv</c>.</summary>
    public string Protocol => Fields.Protocol;

    private Wire.Sources.MongoDbSource Fields => Batch.MongoSource;
}
