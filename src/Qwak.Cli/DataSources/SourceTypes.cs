using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.DataSources;

/// <summary>What each type in a YAML file is made of: one line for each parameter, in the order of the constructor.</summary>
internal static class SourceTypes
{
    public static readonly IReadOnlyDictionary<string, Func<YamlKeys, DataSource>> Sources =
        new Dictionary<string, Func<YamlKeys, DataSource>>(StringComparer.Ordinal)
        {
            ["snowflake"] = k => new SnowflakeSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"),
                k.Text("host"), k.Text("username_secret_name"), k.Text("database"), k.Text("schema"), k.Text("warehouse"),
                k.OptionalText("password_secret_name"), k.OptionalText("pem_private_key_secret_name"),
                k.OptionalText("table"), k.OptionalText("query"), k.OptionalText("repository")),
            ["mysql"] = k => new MysqlSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"),
                k.OptionalText("username_secret_name"), k.OptionalText("password_secret_name"), k.OptionalText("url"),
                k.OptionalText("db_table"), k.OptionalText("query"), k.OptionalText("repository")),
            ["postgres"] = k => new PostgresSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"),
                k.OptionalText("username_secret_name"), k.OptionalText("password_secret_name"), k.OptionalText("url"),
                k.OptionalText("db_table"), k.OptionalText("query"), k.OptionalText("repository")),
            // No access_key: a file must not hold raw credentials.
            ["redshift"] = k => new RedshiftSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"),
                k.OptionalText("username_secret_name"), k.OptionalText("password_secret_name"), k.OptionalText("url"),
                k.OptionalText("db_table"), k.OptionalText("query"), k.OptionalText("iam_role_arn"), k.OptionalText("db_user"),
                repository: k.OptionalText("repository")),
            ["athena"] = k => new AthenaSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"),
                k.OptionalText("username_secret_name"), k.OptionalText("password_secret_name"), k.OptionalText("url"),
                k.OptionalText("db_table"), k.OptionalText("query"), k.OptionalText("aws_region"),
                k.OptionalText("s3_output_location"), k.Nested("aws_authentication", LoginTypes.Aws),
                k.OptionalText("workgroup"), k.OptionalText("repository")),
            ["bigquery"] = k => new BigQuerySource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("credentials_secret_name"),
                k.OptionalText("project"), k.OptionalText("dataset"), k.OptionalText("table"), k.OptionalText("parent_project"),
                k.OptionalText("sql"), k.Flag("views_enabled", false), k.OptionalText("materialization_dataset"),
                k.OptionalText("materialization_project"), k.OptionalText("repository")),
            ["mongodb"] = k => new MongoDbSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("hosts"),
                k.Text("username_secret_name"), k.Text("password_secret_name"), k.Text("database"), k.Text("collection"),
                k.Text("connection_params"), k.OptionalText("protocol") ?? "mongodb", k.OptionalText("repository")),
            ["clickhouse"] = k => new ClickhouseSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"),
                k.OptionalText("username_secret_name"), k.OptionalText("password_secret_name"), k.OptionalText("url"),
                k.OptionalText("db_table"), k.OptionalText("query"), k.OptionalText("repository")),
            ["elasticsearch"] = k => new ElasticSearchSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("nodes"), k.Text("resource"),
                k.OptionalNumber("port"), k.OptionalText("query"), k.OptionalText("username_secret_name"),
                k.OptionalText("password_secret_name"), k.OptionalText("exclude_fields"), k.Flag("parse_dates", true),
                k.OptionalText("repository")),
            ["vertica"] = k => new VerticaSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("host"), k.Number("port"),
                k.Text("database"), k.Text("schema"), k.Text("table"), k.Text("username_secret_name"),
                k.Text("password_secret_name"), k.OptionalText("repository")),
            ["unity_catalog"] = k => new UnityCatalogSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("uri"), k.Text("schema"),
                k.Text("catalog"), k.Text("personal_access_token_secret_name"), k.OptionalText("table"),
                k.OptionalText("query"), k.OptionalText("repository")),
            ["csv"] = k => new CsvSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("path"),
                k.OptionalText("quote_character") ?? "\"", k.OptionalText("escape_character") ?? "\"",
                k.Nested("filesystem_configuration", LoginTypes.FileSystems), k.OptionalText("repository")),
            ["parquet"] = k => new ParquetSource(
                k.Text("name"), k.Text("description"), k.Text("date_created_column"), k.Text("path"),
                k.Nested("filesystem_configuration", LoginTypes.FileSystems), k.OptionalText("repository")),
            ["kafka"] = k => new KafkaSource(
                k.Text("name"), k.Text("description"), k.Text("bootstrap_servers"), k.Texts("secret_configs"),
                k.Texts("passthrough_configs"), k.OptionalText("assign"), k.OptionalText("subscribe"),
                k.OptionalText("subscribe_pattern"), k.Nested("authentication_method", LoginTypes.Kafka),
                k.OptionalText("repository")),
        };
}
