using Grpc.Core;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Sdk.Tests.FeatureStore;

/// <summary>The texts are those that scripts of the existing SDK meet.</summary>
public sealed class ValidationTests
{
    private const string TableOrQuery = "Only one of query or table may be set";
    private const string DbTableOrQuery = "Only one of query and db_table must be set";
    private const string PasswordOrKey =
        "Exactly one of 'password_secret_name' or 'pem_private_key_secret_name' must be set";
    private const string Topics = "Exactly one of (assign, subscribe, subscribe_pattern) must be defined!";

    [Theory]
    [InlineData("username_secret_name must be set!", "", "db", "sc", "p", null, "t", null)]
    [InlineData("database must be set!", "u", "", "sc", "p", null, "t", null)]
    [InlineData("schema must be set!", "u", "db", "", "p", null, "t", null)]
    [InlineData(TableOrQuery, "u", "db", "sc", "p", null, null, null)]
    [InlineData(TableOrQuery, "u", "db", "sc", "p", null, "t", "q")]
    [InlineData(PasswordOrKey, "u", "db", "sc", "p", "k", "t", null)]
    [InlineData(PasswordOrKey, "u", "db", "sc", null, null, "t", null)]
    public void Snowflake(
        string message, string user, string database, string schema, string? password, string? pem, string? table, string? query)
        => Refused(message, () => new SnowflakeSource(
            "s", "d", "c", "h", user, database, schema, "w", password, pem, table, query));

    [Theory]
    [InlineData(null, null)]
    [InlineData("t", "q")]
    public void Table_or_query_of_databases(string? table, string? query)
    {
        Refused(DbTableOrQuery, () => new MysqlSource("s", "d", "c", dbTable: table, query: query));
        Refused(DbTableOrQuery, () => new PostgresSource("s", "d", "c", dbTable: table, query: query));
        Refused(DbTableOrQuery, () => new ClickhouseSource("s", "d", "c", dbTable: table, query: query));
        Refused(DbTableOrQuery, () => new RedshiftSource(
            "s", "d", "c", dbTable: table, query: query, iamRoleArn: "a"));
        Refused(DbTableOrQuery, () => Athena("eu", "o", new AwsAssumeRoleAuthentication("a"), table, query));
        Refused(TableOrQuery, () => Unity(table: table, query: query));
    }

    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData("u", null, null, null, null)]
    [InlineData("u", "p", "arn", null, null)]
    [InlineData(null, null, "arn", "k", "s")]
    [InlineData(null, null, null, "k", null)]
    [InlineData("u", "p", null, null, "s")]
    public void Redshift_has_one_way_to_log_in(string? user, string? password, string? role, string? key, string? secretKey) =>
        Refused(
            "Exactly one way to log in must be set, whole: access_key and secret_access_key, iam_role_arn, or "
            + "username_secret_name and password_secret_name",
            () => new RedshiftSource(
                "s", "d", "c", user, password, dbTable: "t", iamRoleArn: role, accessKey: key, secretAccessKey: secretKey));

    [Fact]
    public void Athena_needs_region_authentication_and_a_place_for_results()
    {
        Refused("`aws_authentication` must be set", () => Athena("eu", "o", null));
        Refused("`aws_region` must be set", () => Athena(null, "o", new AwsAssumeRoleAuthentication("a")));
        Refused("At least one of: `s3_output_location`, `workgroup` must be set", () => Athena("eu", null, new AwsAssumeRoleAuthentication("a")));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("ds", null)]
    [InlineData(null, "t")]
    public void BigQuery_needs_sql_or_table_and_dataset(string? dataset, string? table) => Refused(
        "Either SQL or (table and dataset) must be provided.",
        () => new BigQuerySource("s", "d", "c", "cr", dataset: dataset, table: table));

    [Theory]
    [InlineData(null, "p")]
    [InlineData("ds", null)]
    public void BigQuery_with_sql_needs_both_places_of_materialization(string? dataset, string? project) => Refused(
        "With sql, materialization_dataset and materialization_project must be set.",
        () => new BigQuerySource(
            "s", "d", "c", "cr", sql: "q", materializationDataset: dataset, materializationProject: project));

    [Fact]
    public void Sql_of_BigQuery_forces_views() =>
        Assert.True(((BigQuerySource)Samples.All["bigquery-sql"]).ViewsEnabled);

    [Fact]
    public void Unity_catalog_has_no_empty_field_and_not_the_reserved_catalog()
    {
        Refused("`uri` cannot be empty.", () => Unity(uri: ""));
        Refused("`schema` cannot be empty.", () => Unity(schema: ""));
        Refused("`catalog` cannot be empty.", () => Unity(catalog: ""));
        Refused("`personal_access_token_secret_name` cannot be empty.", () => Unity(token: ""));
        Refused("`catalog` cannot be 'qwak_catalog': the name is reserved.", () => Unity(catalog: "qwak_catalog"));
    }

    [Fact]
    public void S3_needs_both_keys_and_the_bucket()
    {
        Refused("access_key field is mandatory", () => new AwsS3FileSystemConfiguration("", "sk", "b"));
        Refused("secret_key field is mandatory", () => new AwsS3FileSystemConfiguration("ak", "", "b"));
        Refused("bucket field is mandatory", () => new AwsS3FileSystemConfiguration("ak", "sk", ""));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("a", "s", null)]
    [InlineData(null, "s", "p")]
    [InlineData("a", "s", "p")]
    public void Kafka_has_one_choice_of_topics(string? assign, string? subscribe, string? pattern) => Refused(
        Topics,
        () => new KafkaSource(
            "s", "d", "b", assign: assign, subscribe: subscribe, subscribePattern: pattern));

    /// <summary>Whoever writes the wire form by hand meets the same rules.</summary>
    [Fact]
    public void The_wire_form_is_checked_too()
    {
        Refused(TableOrQuery, Changed("snowflake-password", batch => batch.SnowflakeSource.Query = "q"));
        Refused(PasswordOrKey, Changed("snowflake-password", batch => batch.SnowflakeSource.ClearAuthSecret()));
        Refused(DbTableOrQuery, Changed("mysql", batch => batch.JdbcSource.Query = "q"));
        Refused(DbTableOrQuery, Changed("clickhouse-table", batch => batch.ClickhouseSource.ClearSource()));
        Refused("`aws_authentication` must be set", Changed("athena-role", batch => batch.JdbcSource.AthenaSource.AwsAuthentication = null));
        Refused("Either SQL or (table and dataset) must be provided.", Changed("bigquery-sql", batch => batch.BigQuerySource.Sql = ""));
        Refused("`uri` cannot be empty.", Changed("unity", batch => batch.CatalogSource.Url = ""));
        Refused("bucket field is mandatory", Changed("csv-s3", batch => batch.CsvSource.FilesystemConfiguration.AwsS3Configuration.Bucket = ""));
        Refused(
            "filesystem_configuration is empty, or of a kind that this version does not know.",
            Changed("csv-s3", batch => batch.CsvSource.FilesystemConfiguration = new()));
        Refused(
            "The type of the source 's' is missing, or is one that this version does not know.",
            Changed("csv-s3", batch => batch.ClearType()));

        var kafka = Samples.All["kafka-sasl"].ToSpec();
        kafka.StreamSource.KafkaSourceV1.ClearTopicConfiguration();
        Refused(Topics, () => DataSource.FromSpec(kafka));
    }

    private static Func<object> Changed(string sample, Action<Wire.Sources.BatchSource> change)
    {
        var spec = Samples.All[sample].ToSpec();
        change(spec.BatchSource);
        return () => DataSource.FromSpec(spec);
    }

    private static AthenaSource Athena(
        string? region, string? output, AwsAuthentication? login, string? table = "t", string? query = null) =>
        new("s", "d", "c", dbTable: table, query: query, awsRegion: region, s3OutputLocation: output, awsAuthentication: login);

    private static UnityCatalogSource Unity(
        string uri = "u", string schema = "sc", string catalog = "cat", string token = "pat", string? table = "t", string? query = null) =>
        new("s", "d", "c", uri, schema, catalog, token, table, query);

    private static void Refused(string message, Func<object> make)
    {
        var refused = Assert.Throws<QwakException>(make);
        Assert.Equal((message, QwakErrorCodes.InvalidValue, StatusCode.InvalidArgument), (refused.Message, refused.Code, refused.StatusCode));
    }
}
