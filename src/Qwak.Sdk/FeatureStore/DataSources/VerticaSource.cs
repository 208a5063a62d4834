using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table of Vertica.</summary>
public sealed class VerticaSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="host">The host.</param>
    /// <param name="port">The port.</param>
    /// <param name="database">The database.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="table">The table.</param>
    /// <param name="usernameSecretName">Name of the secret that holds the user name.</param>
    /// <param name="passwordSecretName">Name of the secret that holds the password.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    public VerticaSource(
        string name,
        string description,
        string dateCreatedColumn,
        string host,
        int port,
        string database,
        string schema,
        string table,
        string usernameSecretName,
        string passwordSecretName,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.VerticaSource = new()
        {
            Host = host,
            Port = port,
            Database = database,
            Schema = schema,
            Table = table,
            UsernameSecretName = usernameSecretName,
            PasswordSecretName = passwordSecretName,
        };
    }

    internal VerticaSource(DataSourceSpec spec)
        : base(spec)
    {
    }

    /// <inheritdoc />
    public override string Kind => "vertica";

    /// <summary>The host.</summary>
    public string Host => Fields.Host;

    /// <summary>The port.</summary>
    public int Port => Fields.Port;

    /// <summary>The database.</summary>
    public string Database => Fields.Database;

    /// <summary>The schema.</summary>
    public string Schema => Fields.Schema;

    /// <summary>The table.</summary>
    public string Table => Fields.Table;

    /// <summary>Name of the secret that holds the user name.</summary>
    public string UsernameSecretName => Fields.UsernameSecretName;

    /// <summary>Name of the secret that holds the password.</summary>
    public string PasswordSecretName => Fields.PasswordSecretName;

    private Wire.Sources.VerticaSource Fields => Batch.VerticaSource;
}
