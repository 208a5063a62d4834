using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.DataSources;

/// <summary>What a source of a YAML file may log in with.</summary>
internal static class LoginTypes
{
    private static readonly Dictionary<string, SaslMechanism> Mechanisms = new()
    {
        ["SCRAMSHA256"] = SaslMechanism.ScramSha256,
        ["SCRAMSHA512"] = SaslMechanism.ScramSha512,
        ["PLAIN"] = SaslMechanism.Plain,
    };

    private static readonly Dictionary<string, SecurityProtocol> Protocols = new()
    {
        ["SASL_SSL"] = SecurityProtocol.SaslSsl,
    };

    public static readonly IReadOnlyDictionary<string, Func<YamlKeys, AwsAuthentication>> Aws =
        new Dictionary<string, Func<YamlKeys, AwsAuthentication>>(StringComparer.Ordinal)
        {
            ["assume_role"] = k => new AwsAssumeRoleAuthentication(k.Text("role_arn")),
            ["credentials"] = k => new AwsCredentialsAuthentication(
                k.Text("access_key_secret_name"), k.Text("secret_key_secret_name")),
        };

    public static readonly IReadOnlyDictionary<string, Func<YamlKeys, FileSystemConfiguration>> FileSystems =
        new Dictionary<string, Func<YamlKeys, FileSystemConfiguration>>(StringComparer.Ordinal)
        {
            ["aws_s3"] = k => new AwsS3FileSystemConfiguration(
                k.Text("access_key_secret_name"), k.Text("secret_key_secret_name"), k.Text("bucket"),
                k.OptionalText("session_token_secret_name") ?? ""),
            ["anonymous_s3"] = _ => new AnonymousS3Configuration(),
            ["aws_s3_assume_role"] = k => new AwsS3AssumeRoleFileSystemConfiguration(k.Text("role_arn")),
            ["gcs_unauthenticated"] = _ => new GcpGcsUnauthenticated(),
            ["gcs_service_account_impersonation"] = k => new GcpGcsServiceAccountImpersonation(k.Text("service_account_user")),
            ["gcs_user_credentials"] = k => new GcsUserCredentials(
                k.Text("client_id_secret_name"), k.Text("client_secret_secret_name"), k.Text("refresh_token_secret_name")),
        };

    public static readonly IReadOnlyDictionary<string, Func<YamlKeys, KafkaAuthentication>> Kafka =
        new Dictionary<string, Func<YamlKeys, KafkaAuthentication>>(StringComparer.Ordinal)
        {
            ["plain"] = _ => new PlainAuthentication(),
            ["ssl"] = _ => new SslAuthentication(),
            ["sasl"] = k => new SaslAuthentication(
                k.Text("username_secret"), k.Text("password_secret"), k.OneOf("sasl_mechanism", Mechanisms),
                k.OneOf("security_protocol", Protocols)),
        };
}
