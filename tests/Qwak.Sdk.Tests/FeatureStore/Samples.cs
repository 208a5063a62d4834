using Qwak.FeatureStore.DataSources;

namespace Qwak.Sdk.Tests.FeatureStore;

/// <summary>One source of every class and every way to log in, with no text used twice in a source.</summary>
internal static class Samples
{
    public static readonly IReadOnlyDictionary<string, DataSource> All = new Dictionary<string, DataSource>
    {
        ["snowflake-password"] = new SnowflakeSource(
            "s", "d", "c", host: "h", usernameSecretName: "user", database: "db", schema: "sc", warehouse: "w",
            passwordSecretName: "pass", table: "t", repository: "r"),
        ["snowflake-key-pair"] = new SnowflakeSource(
            "s", "d", "c", host: "h", usernameSecretName: "user", database: "db", schema: "sc", warehouse: "w",
            pemPrivateKeySecretName: "pem", query: "select 1"),
        ["mysql"] = new MysqlSource("s", "d", "c", "user", "pass", "jdbc:mysql://h/db", dbTable: "t"),
        ["postgres"] = new PostgresSource("s", "d", "c", "user", "pass", "jdbc:postgresql://h/db", query: "select 1"),
        ["redshift-password"] = new RedshiftSource("s", "d", "c", "user", "pass", "jdbc:redshift://h/db", "t"),
        ["redshift-role"] = new RedshiftSource("s", "d", "c", url: "u", query: "q", iamRoleArn: "arn", dbUser: "dbu"),
        ["athena-role"] = new AthenaSource(
            "s", "d", "c", url: "u", query: "q", awsRegion: "eu", s3OutputLocation: "s3://o",
            awsAuthentication: new AwsAssumeRoleAuthentication("arn")),
        ["athena-credentials"] = new AthenaSource(
            "s", "d", "c", dbTable: "t", awsRegion: "eu", workgroup: "wg",
            awsAuthentication: new AwsCredentialsAuthentication("ak", "sk")),
        ["bigquery-table"] = new BigQuerySource("s", "d", "c", "creds", "p", "ds", "t", "pp"),
        ["bigquery-sql"] = new BigQuerySource(
            "s", "d", "c", "creds", sql: "q", materializationDataset: "md", materializationProject: "mp"),
        ["mongodb"] = new MongoDbSource("s", "d", "c", "h1,h2", "user", "pass", "db", "col", "a=b", "mongodb+srv"),
        ["clickhouse-table"] = new ClickhouseSource("s", "d", "c", "user", "pass", "jdbc:clickhouse://h", dbTable: "t"),
        ["clickhouse-query"] = new ClickhouseSource("s", "d", "c", "user", "pass", "u", query: "q"),
        ["elasticsearch"] = new ElasticSearchSource("s", "d", "c", "n", "index", 9200, "q", "user", "pass", "x,y", false),
        ["elasticsearch-open"] = new ElasticSearchSource("s", "d", "c", "n", "index"),
        ["vertica"] = new VerticaSource("s", "d", "c", "h", 5433, "db", "sc", "t", "user", "pass"),
        ["unity"] = new UnityCatalogSource("s", "d", "c", "https://u", "sc", "cat", "pat", table: "t"),
        ["unity-query"] = new UnityCatalogSource("s", "d", "c", "https://u", "sc", "cat", "pat", query: "q"),
        ["csv-s3"] = new CsvSource(
            "s", "d", "c", "s3://b/f.csv", "'", "\\", new AwsS3FileSystemConfiguration("ak", "sk", "b", "tok")),
        ["csv"] = new CsvSource("s", "d", "c", "s3://b/f.csv"),
        ["parquet-anonymous"] = new ParquetSource("s", "d", "c", "s3://b/f", new AnonymousS3Configuration()),
        ["parquet-role"] = new ParquetSource("s", "d", "c", "s3://b/f", new AwsS3AssumeRoleFileSystemConfiguration("arn")),
        ["parquet-gcs"] = new ParquetSource("s", "d", "c", "gs://b/f", new GcpGcsUnauthenticated()),
        ["parquet-impersonated"] = new ParquetSource("s", "d", "c", "gs://b/f", new GcpGcsServiceAccountImpersonation("sa")),
        ["parquet-user"] = new ParquetSource("s", "d", "c", "gs://b/f", new GcsUserCredentials("ci", "cs", "rt")),
        ["kafka-ssl"] = new KafkaSource(
            "s", "d", "b:9092", new Dictionary<string, string> { ["ssl.key.password"] = "key-pass" },
            new Dictionary<string, string> { ["fetch.min.bytes"] = "1" }, subscribe: "t1,t2"),
        ["kafka-plain"] = new KafkaSource("s", "d", "b:9092", assign: "{}", authenticationMethod: new PlainAuthentication()),
        ["kafka-sasl"] = new KafkaSource(
            "s", "d", "b:9092", subscribePattern: "t.*", repository: "r",
            authenticationMethod: new SaslAuthentication("user", "pass", SaslMechanism.ScramSha512, SecurityProtocol.SaslSsl)),
    };

    public static TheoryData<string> Names => [.. All.Keys];
}
