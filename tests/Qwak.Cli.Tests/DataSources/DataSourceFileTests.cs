using System.Runtime.CompilerServices;
using Qwak.Cli.DataSources;
using Qwak.FeatureStore.DataSources;
using Qwak.Sdk.Tests.FeatureStore;

namespace Qwak.Cli.Tests.DataSources;

public sealed class DataSourceFileTests
{
    private static readonly string[] Order =
    [
        "snowflake-password", "mysql", "postgres", "redshift-role", "athena-credentials", "bigquery-sql", "mongodb",
        "clickhouse-query", "elasticsearch", "vertica", "unity", "csv-s3", "parquet-anonymous", "parquet-role", "parquet-gcs",
        "parquet-impersonated", "parquet-user", "kafka-ssl", "kafka-sasl",
    ];

    [Fact]
    public void A_file_gives_the_sources_that_the_constructors_give() => Assert.Equal(
        Order.Select(name => Samples.All[name].ToSpec()),
        DataSourceFile.Read(Path.Combine(AppContext.BaseDirectory, "DataSources", "sources.yaml")).Select(source => source.ToSpec()));

    [Fact]
    public void Every_kind_of_the_sdk_is_a_type_of_the_file() => Assert.Equal(
        Samples.All.Values.Select(source => source.Kind).Distinct().Order(), SourceTypes.Sources.Keys.Order());

    [Theory]
    [InlineData("name: x", "1: the file must be one list of data sources, each starting with '- type: …'.")]
    [InlineData("", "1: the file must be one list of data sources, each starting with '- type: …'.")]
    [InlineData("- hunter2", "1: keys are expected here, 'type' among them.")]
    [InlineData("- name: x\n  type: [a]", "2: the key 'type' must be one of: snowflake, mysql, postgres, redshift, athena, bigquery, "
        + "mongodb, clickhouse, elasticsearch, vertica, unity_catalog, csv, parquet, kafka.")]
    [InlineData("- type: csv\n  name: x\n  hunter2: [", "4: this is not valid YAML, at column 1.")]
    [InlineData("- type: csv\n  name: x\n  name: y", "3: this is not valid YAML, at column 3.")]
    [InlineData("- type: csv\n  name: x\n  pth: s3://b", "3: 'pth' is not a key of type 'csv'; allowed are: type, name, description, "
        + "date_created_column, path, quote_character, escape_character, filesystem_configuration, repository.")]
    [InlineData("- type: csv\n  name: x", "1: the key 'description' is missing.")]
    [InlineData("- type: csv\n  name: [hunter2]", "2: the key 'name' must be a text.")]
    [InlineData("- {type: vertica, name: s, description: d, date_created_column: c, host: h,\n  port: hunter2, database: db, schema: sc, "
        + "table: t, username_secret_name: u, password_secret_name: p}", "2: the key 'port' must be a whole number.")]
    [InlineData("- {type: elasticsearch, name: s, description: d, date_created_column: c, nodes: n, resource: r,\n  parse_dates: hunter2}",
        "2: the key 'parse_dates' must be true or false.")]
    [InlineData("- {type: kafka, name: s, description: d, bootstrap_servers: b, subscribe: t,\n  secret_configs: [hunter2]}",
        "2: the key 'secret_configs' must hold keys and texts.")]
    [InlineData("- {type: parquet, name: s, description: d, date_created_column: c, path: p,\n  filesystem_configuration: {type: hunter2}}",
        "2: the key 'type' must be one of: aws_s3, anonymous_s3, aws_s3_assume_role, gcs_unauthenticated, "
        + "gcs_service_account_impersonation, gcs_user_credentials.")]
    [InlineData("- {type: kafka, name: s, description: d, bootstrap_servers: b, subscribe: t,\n  authentication_method: {type: sasl, "
        + "username_secret: u, password_secret: p,\n  sasl_mechanism: hunter2, security_protocol: SASL_SSL}}",
        "3: the key 'sasl_mechanism' must be one of: SCRAMSHA256, SCRAMSHA512, PLAIN.")]
    [InlineData("- type: mysql\n  name: s\n  description: d\n  date_created_column: c", "1: Only one of query and db_table must be set")]
    [InlineData("- {type: redshift, name: s, description: d, date_created_column: c, db_table: t,\n  access_key: hunter2}",
        "2: 'access_key' is not a key of type 'redshift'; allowed are: type, name, description, date_created_column, "
        + "username_secret_name, password_secret_name, url, db_table, query, iam_role_arn, db_user, repository.")]
    public void A_mistake_is_told_with_its_line_and_what_is_allowed_and_no_value(string yaml, string message)
    {
        var refused = Assert.Throws<CliException>(() => DataSourceFile.Read("sources.yaml", new StringReader(yaml)));
        Assert.Equal("sources.yaml:" + message, refused.Message);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The YAML of the page is what its C# makes; the Python of it is run by the Python package's tests.</summary>
    [Fact]
    public void The_walk_through_of_the_documents_is_a_file_that_can_be_read()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(OwnFile())!, "../../../docs/feature-store/sources.md"));
        var yaml = page.Split("```yaml\n")[1].Split("```")[0];
        var expected = new SnowflakeSource(
            name: "my-snowflake-datasource",
            description: "An example snowflake data source",
            dateCreatedColumn: "DATE_COLUMN",
            usernameSecretName: "snowflake-user",
            passwordSecretName: "snowflake-password",
            host: "account.eu-central-1.snowflakecomputing.com",
            database: "ANALYTICS",
            schema: "PUBLIC",
            warehouse: "COMPUTE",
            table: "ORDERS");
        Assert.Equal(expected.ToSpec(), Assert.Single(DataSourceFile.Read("sources.md", new StringReader(yaml))).ToSpec());
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var refused = Assert.Throws<CliException>(() => DataSourceFile.Read("/no/such/sources.yaml"));
        Assert.StartsWith("The file '/no/such/sources.yaml' cannot be read: ", refused.Message, StringComparison.Ordinal);
    }

    private static string OwnFile([CallerFilePath] string path = "") => path;
}
