using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A table or a query of Unity Catalog.</summary>
public sealed class UnityCatalogSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="uri">Address of the catalog.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="catalog">The catalog; not <c>qwak_catalog</c>.</param>
    /// <param name="personalAccessTokenSecretName">Name of the secret that holds the personal access token.</param>
    /// <param name="table">The table; exactly one of table and query is given.</param>
    /// <param name="query">The query.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    /// <exception cref="QwakException">A text is empty, the catalog is the reserved one, or not exactly one of table and query is given.</exception>
    public UnityCatalogSource(
        string name,
        string description,
        string dateCreatedColumn,
        string uri,
        string schema,
        string catalog,
        string personalAccessTokenSecretName,
        string? table = null,
        string? query = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Check(uri, schema, catalog, personalAccessTokenSecretName, table, query);
        Batch.CatalogSource = new()
        {
            Url = uri,
            UnityCatalogSource = new()
            {
                Catalog = catalog,
                Schema = schema,
                PersonalAccessTokenSecretName = personalAccessTokenSecretName,
            },
        };
        if (string.IsNullOrEmpty(query))
        {
            Fields.Table = table;
        }
        else
        {
            Fields.Query = query;
        }
    }

    internal UnityCatalogSource(DataSourceSpec spec)
        : base(spec)
    {
        Rules.Require(Fields.UnityCatalogSource is not null, UnknownType(Name).Message);
        var login = Unity.Oauth2 is { ClientIdSecretName.Length: > 0, ClientSecretSecretName.Length: > 0 } client
            ? client.ClientIdSecretName
            : PersonalAccessTokenSecretName;
        Check(Uri, Schema, Catalog, login, Table, Query);
    }

    /// <inheritdoc />
    public override string Kind => "unity_catalog";

    /// <summary>Address of the catalog.</summary>
    public string Uri => Fields.Url;

    /// <summary>The schema.</summary>
    public string Schema => Unity.Schema;

    /// <summary>The catalog.</summary>
    public string Catalog => Unity.Catalog;

    /// <summary>Name of the secret that holds the personal access token; null when a client of OAuth 2 logs in.</summary>
    public string? PersonalAccessTokenSecretName => Texts.OrNull(Unity.PersonalAccessTokenSecretName);

    /// <summary>The table, unless there is a query.</summary>
    public string? Table => Texts.OrNull(Fields.Table);

    /// <summary>The query, unless there is a table.</summary>
    public string? Query => Texts.OrNull(Fields.Query);

    private Wire.Sources.CatalogSource Fields => Batch.CatalogSource;

    private Wire.Sources.UnityCatalogSource Unity => Fields.UnityCatalogSource;

    private static void Check(string? uri, string? schema, string? catalog, string? token, string? table, string? query)
    {
        Rules.Given(uri, "`uri` cannot be empty.");
        Rules.Given(schema, "`schema` cannot be empty.");
        Rules.Given(catalog, "`catalog` cannot be empty.");
        Rules.Given(token, "`personal_access_token_secret_name` cannot be empty.");
        Rules.Require(catalog != "qwak_catalog", "`catalog` cannot be 'qwak_catalog': the name is reserved.");
        Rules.ExactlyOne("Only one of query or table may be set", table, query);
    }
}
