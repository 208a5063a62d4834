namespace Qwak.FeatureStore.DataSources;

/// <summary>How an Athena source logs in to AWS.</summary>
public abstract class AwsAuthentication
{
    private protected AwsAuthentication()
    {
    }

    internal abstract Wire.Sources.AwsAuthentication ToWire();

    internal static AwsAuthentication? FromWire(Wire.Sources.AwsAuthentication? wire) => wire?.TypeCase switch
    {
        Wire.Sources.AwsAuthentication.TypeOneofCase.AssumeRoleAuthentication =>
            new AwsAssumeRoleAuthentication(wire.AssumeRoleAuthentication.RoleArn),
        Wire.Sources.AwsAuthentication.TypeOneofCase.CredentialsAuthentication =>
            new AwsCredentialsAuthentication(
                wire.CredentialsAuthentication.AccessKeySecretName, wire.CredentialsAuthentication.SecretKeySecretName),
        _ => null,
    };
}

/// <summary>Assumes a role.</summary>
/// <param name="roleArn">The role.</param>
public sealed class AwsAssumeRoleAuthentication(string roleArn) : AwsAuthentication
{
    /// <summary>The role.</summary>
    public string RoleArn { get; } = roleArn;

    internal override Wire.Sources.AwsAuthentication ToWire() =>
        new() { AssumeRoleAuthentication = new() { RoleArn = RoleArn } };
}

/// <summary>Logs in with an access key that secrets hold.</summary>
/// <param name="accessKeySecretName">Name of the secret that holds the access key.</param>
/// <param name="secretKeySecretName">Name of the secret that holds the secret key.</param>
public sealed class AwsCredentialsAuthentication(string accessKeySecretName, string secretKeySecretName) : AwsAuthentication
{
    /// <summary>Name of the secret that holds the access key.</summary>
    public string AccessKeySecretName { get; } = accessKeySecretName;

    /// <summary>Name of the secret that holds the secret key.</summary>
    public string SecretKeySecretName { get; } = secretKeySecretName;

    internal override Wire.Sources.AwsAuthentication ToWire() => new()
    {
        CredentialsAuthentication = new() { AccessKeySecretName = AccessKeySecretName, SecretKeySecretName = SecretKeySecretName },
    };
}
