using Google.Protobuf.Reflection;
using Qwak.Wire.FeaturesOperator;
using Qwak.Wire.Sources;

namespace Qwak.Sdk.Tests.FeatureStore;

/// <summary>The numbers are those of the existing SDK: a change would make its messages mean something else.</summary>
public sealed class WireNumbersTests
{
    private const string Package = "qwak.feature.store.sources.";

    [Theory]
    [InlineData("DataSourceSpec", "1 batch_source, 2 stream_source, 5 featureset_repository_name, 6 data_source_repository_name")]
    [InlineData("DataSource", "1 data_source_definition, 2 metadata")]
    [InlineData("DataSourceDefinition", "1 data_source_id, 2 data_source_spec")]
    [InlineData("DataSourceMetadata", "1 created_at, 2 created_by, 3 last_modified_at, 4 last_modified_by, 5 environment_id")]
    [InlineData("BatchSource",
        "1 name, 2 description, 3 date_created_column, 4 athenaSource, 5 mongoSource, 6 csvSource, 7 snowflakeSource, 8 parquetSource, "
        + "9 jdbcSource, 10 verticaSource, 11 bigQuerySource, 12 elasticsearchSource, 13 clickhouseSource, 14 featuresetOfflineSource, "
        + "15 catalogSource")]
    [InlineData("SnowflakeSource",
        "1 host, 2 username_secret_name, 3 password_secret_name, 4 database, 5 schema, 6 warehouse, 7 table, 8 query, "
        + "9 pem_private_key_secret_name")]
    [InlineData("JdbcSource",
        "1 username_secret_name, 2 password_secret_name, 3 url, 4 db_table, 5 query, 6 mysqlSource, 7 postgresqlSource, "
        + "8 redshiftSource, 9 athenaSource")]
    [InlineData("RedshiftSource", "1 db_user, 2 iam_role_arn, 3 access_key_id, 4 secret_access_key")]
    [InlineData("AthenaSourceV1", "1 aws_region, 2 aws_authentication, 3 s3_output_location, 6 workgroup")]
    [InlineData("AwsAuthentication", "1 assume_role_authentication, 2 credentials_authentication")]
    [InlineData("AwsCredentialsAuthentication", "1 access_key_secret_name, 2 secret_key_secret_name")]
    [InlineData("BigQuerySource",
        "1 credentials_secret_name, 2 dataset, 3 table, 4 project, 5 parent_project, 6 sql, 7 views_enabled")]
    [InlineData("MongoDbSource",
        "1 hosts, 2 username_secret_name, 3 password_secret_name, 4 database, 5 collection, 6 connection_params, 7 protocol")]
    [InlineData("ClickhouseSource", "1 url, 2 username_secret_name, 3 password_secret_name, 4 table, 5 sql")]
    [InlineData("ElasticsearchSource",
        "1 nodes, 2 port, 3 resource, 4 query, 5 exclude_fields, 6 parse_dates, 7 username_secret_name, 8 password_secret_name")]
    [InlineData("VerticaSource",
        "1 host, 2 port, 3 database, 4 schema, 5 table, 6 username_secret_name, 7 password_secret_name")]
    [InlineData("CatalogSource", "1 url, 2 table, 3 query, 4 unityCatalogSource")]
    [InlineData("UnityCatalogSource", "1 catalog, 2 schema, 3 personal_access_token_secret_name, 4 oauth2")]
    [InlineData("Oauth2Authentication", "1 client_id_secret_name, 2 client_secret_secret_name")]
    [InlineData("CsvSource", "1 path, 2 quote_character, 3 escape_character, 4 filesystem_configuration")]
    [InlineData("ParquetSource", "1 path, 2 filesystem_configuration")]
    [InlineData("FeaturesetOfflineSource", "1 alias")]
    [InlineData("LegacyAthenaSource", "1 database, 2 table")]
    [InlineData("FileSystemConfiguration",
        "1 aws_s3_configuration, 2 anonymous_s3_configuration, 3 aws_s3_assume_role_configuration, 4 gcs_unauthenticated, "
        + "5 gcs_user_credentials, 6 gcs_service_account_impersonation")]
    [InlineData("AwsS3Configuration",
        "1 access_key_secret_name, 2 secret_key_secret_name, 3 session_token_secret_name, 4 bucket")]
    [InlineData("GcsUserCredentials", "1 client_id_secret_name, 2 client_secret_secret_name, 3 refresh_token_secret_name")]
    [InlineData("StreamingSource", "1 name, 2 description, 3 kafkaSource, 4 kafkaSourceV1")]
    [InlineData("KafkaSource", "3 username_secret_name, 4 password_secret_name")]
    [InlineData("KafkaSourceV1",
        "1 bootstrap_servers, 2 assign, 3 subscribe, 4 subscribe_pattern, 7 secret_configs, 8 passthrough_configs, "
        + "10 authentication_method")]
    [InlineData("Authentication", "1 sasl, 2 plain, 3 ssl")]
    [InlineData("Sasl", "1 username_secret, 2 password_secret, 3 sasl_mechanism, 4 security_protocol")]
    public void Sources(string message, string fields) => Assert.Equal(
        fields,
        FieldsOf(BatchReflection.Descriptor, StreamingReflection.Descriptor, DataSourceReflection.Descriptor)[Package + message]);

    [Theory]
    [InlineData("ValidateDataSourceRequest", "1 data_source_spec, 2 num_samples")]
    [InlineData("ValidationResponse", "1 request_id")]
    [InlineData("GetValidationResultRequest", "1 request_id")]
    [InlineData("GetValidationResultResponse", "1 success_response, 2 failure_response, 3 not_ready_response")]
    [InlineData("ValidationSuccessResponse", "1 sample, 2 pandas_column_descriptions, 3 spark_column_descriptions, 4 outputs")]
    [InlineData("ValidationFailureResponse", "1 phase, 2 error_message, 3 description, 4 outputs")]
    [InlineData("Outputs", "1 stdout, 2 stderr")]
    public void Validation(string message, string fields) => Assert.Equal(
        fields, FieldsOf(FeaturesOperatorAsyncServiceReflection.Descriptor)["qwak.features_operator.v3." + message]);

    [Fact]
    public void Services_have_the_paths_that_clients_call()
    {
        Assert.Equal("qwak.feature.store.sources.DataSourceService", DataSourceService.Descriptor.FullName);
        Assert.Equal(
            [
                "CreateDataSource", "UpdateDataSource", "DeleteDataSource", "GetDataSourceById", "GetDataSourceByName",
                "ListDataSources", "ListDataSourcesByAccount",
            ],
            DataSourceService.Descriptor.Methods.Select(method => method.Name));
        Assert.Equal(
            "qwak.features_operator.v3.FeaturesOperatorAsyncService", FeaturesOperatorAsyncService.Descriptor.FullName);
        Assert.Equal(
            ["ValidateDataSource", "GetValidationResult"],
            FeaturesOperatorAsyncService.Descriptor.Methods.Select(method => method.Name));
    }

    [Fact]
    public void Mechanisms_of_sasl_have_the_numbers_of_the_wire() => Assert.Equal(
        Enum.GetValues<Qwak.FeatureStore.DataSources.SaslMechanism>().Select(mechanism => ((int)mechanism, $"{mechanism}".ToUpperInvariant())),
        StreamingReflection.Descriptor.EnumTypes[0].Values.Select(value => (value.Number, value.Name)));

    private static Dictionary<string, string> FieldsOf(params FileDescriptor[] files) => files
        .SelectMany(file => file.MessageTypes)
        .ToDictionary(
            message => message.FullName,
            message => string.Join(", ", message.Fields.InFieldNumberOrder().Select(field => $"{field.FieldNumber} {field.Name}")));
}
