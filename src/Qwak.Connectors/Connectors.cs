using Qwak.Connectors.ClickHouse;
using Qwak.Connectors.Kafka;
using Qwak.Connectors.MongoDb;
using Qwak.Connectors.MySql;
using Qwak.Connectors.PostgreSql;
using Qwak.Connectors.S3;
using Qwak.Connectors.Snowflake;
using Qwak.Connectors.Sql;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors;

/// <summary>Which connector opens which kind of source.</summary>
internal static class Connectors
{
    /// <exception cref="ConnectorException">No connector opens this kind yet, or the definition cannot be used.</exception>
    public static IDataSourceConnector For(DataSource source, SourceAccess access) => source switch
    {
        PostgresSource postgres => PostgreSqlConnector.PostgreSql(JdbcDefinition.Of(postgres), access),
        RedshiftSource { IamRoleArn: null } redshift => PostgreSqlConnector.Redshift(JdbcDefinition.Of(redshift), access),
        SnowflakeSource snowflake => new SnowflakeConnector(SnowflakeDefinition.Of(snowflake), access),
        KafkaSource kafka => new KafkaConnector(kafka, access),
        MongoDbSource mongo => new MongoDbConnector(mongo, access),
        MysqlSource mysql => new MySqlSourceConnector(JdbcDefinition.Of(mysql), access),
        ClickhouseSource clickhouse => new ClickHouseConnector(JdbcDefinition.Of(clickhouse), access),
        CsvSource { FilesystemConfiguration: AwsS3FileSystemConfiguration or AnonymousS3Configuration } csv => S3Connector.Csv(csv, access),
        ParquetSource { FilesystemConfiguration: AwsS3FileSystemConfiguration or AnonymousS3Configuration } parquet => S3Connector.Parquet(parquet, access),
        _ => throw new ConnectorException(
            ConnectorFailure.Unsupported,
            $"No connector opens a {source.Kind} source of this form yet: it is registered, but neither tried nor sampled."),
    };
}
