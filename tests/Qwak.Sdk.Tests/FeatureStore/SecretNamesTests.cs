using System.Reflection;
using Qwak.Wire.Sources;
using DataSource = Qwak.FeatureStore.DataSources.DataSource;
using RedshiftSource = Qwak.FeatureStore.DataSources.RedshiftSource;

namespace Qwak.Sdk.Tests.FeatureStore;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("snowflake-password", "username=user password=pass")]
    [InlineData("snowflake-key-pair", "username=user pem_private_key=pem")]
    [InlineData("mysql", "username=user password=pass")]
    [InlineData("postgres", "username=user password=pass")]
    [InlineData("redshift-password", "username=user password=pass")]
    [InlineData("redshift-role", "")]
    [InlineData("athena-role", "")]
    [InlineData("athena-credentials", "access_key=ak secret_key=sk")]
    [InlineData("bigquery-table", "credentials=creds")]
    [InlineData("mongodb", "username=user password=pass")]
    [InlineData("clickhouse-query", "username=user password=pass")]
    [InlineData("elasticsearch", "username=user password=pass")]
    [InlineData("elasticsearch-open", "")]
    [InlineData("vertica", "username=user password=pass")]
    [InlineData("unity", "personal_access_token=pat")]
    [InlineData("csv-s3", "access_key=ak secret_key=sk session_token=tok")]
    [InlineData("csv", "")]
    [InlineData("parquet-user", "client_id=ci client_secret=cs refresh_token=rt")]
    [InlineData("kafka-ssl", "ssl.key.password=key-pass")]
    [InlineData("kafka-sasl", "username=user password=pass")]
    public void A_source_tells_the_secrets_it_uses(string sample, string expected) =>
        Assert.Equal(expected, string.Join(' ', Samples.All[sample].SecretNames.Select(s => $"{s.Role}={s.Name}")));

    /// <summary>A field added to the protos whose name hints at a secret must follow the convention that finds it.</summary>
    [Fact]
    public void No_field_of_the_wire_names_a_secret_in_another_way()
    {
        string[] found = ["_secret_name", "_secret"];
        string[] known = ["KafkaSourceV1.secret_configs", "RedshiftSource.access_key_id", "RedshiftSource.secret_access_key"];
        string[] hints = ["secret", "password", "token", "credential", "access_key"];
        var missed =
            from file in new[] { BatchReflection.Descriptor, StreamingReflection.Descriptor }
            from message in file.MessageTypes
            from field in message.Fields.InDeclarationOrder()
            where field.FieldType == Google.Protobuf.Reflection.FieldType.String || field.IsMap
            where hints.Any(field.Name.Contains) && !found.Any(field.Name.EndsWith)
            select $"{message.Name}.{field.Name}";
        Assert.Empty(missed.Except(known));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_source_prints_its_kind_and_name_alone(string sample)
    {
        var source = Samples.All[sample];
        Assert.Equal($"{source.Kind} source 's'", source.ToString());
    }

    [Fact]
    public void Raw_credentials_are_never_printed_and_cannot_be_read_back()
    {
        const string Canary = "c4n4ry";
        var source = new RedshiftSource("s", "d", "c", dbTable: "t", accessKey: Canary + "1", secretAccessKey: Canary + "2");
        Assert.DoesNotContain(Canary, source.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, System.Text.Json.JsonSerializer.Serialize(source), StringComparison.Ordinal);
        Assert.DoesNotContain(
            typeof(RedshiftSource).GetProperties(BindingFlags.Public | BindingFlags.Instance),
            property => property.GetValue(source) is string text && text.Contains(Canary, StringComparison.Ordinal));

        var refused = Assert.Throws<QwakException>(() => DataSource.FromSpec(source.ToSpec()));
        Assert.StartsWith("access_key and secret_access_key are not yet supported", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, refused.ToString(), StringComparison.Ordinal);
    }
}
