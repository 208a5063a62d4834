namespace Qwak.FeatureStore.DataSources;

/// <summary>S3 with an access key that secrets hold.</summary>
public sealed class AwsS3FileSystemConfiguration : FileSystemConfiguration
{
    /// <summary>Defines the login.</summary>
    /// <param name="accessKeySecretName">Name of the secret that holds the access key.</param>
    /// <param name="secretKeySecretName">Name of the secret that holds the secret key.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="sessionTokenSecretName">Name of the secret that holds the session token, if there is one.</param>
    /// <exception cref="QwakException">One of the first three is empty.</exception>
    public AwsS3FileSystemConfiguration(
        string accessKeySecretName, string secretKeySecretName, string bucket, string sessionTokenSecretName = "")
    {
        Rules.Given(accessKeySecretName, "access_key field is mandatory");
        Rules.Given(secretKeySecretName, "secret_key field is mandatory");
        Rules.Given(bucket, "bucket field is mandatory");
        (AccessKeySecretName, SecretKeySecretName) = (accessKeySecretName, secretKeySecretName);
        (Bucket, SessionTokenSecretName) = (bucket, sessionTokenSecretName);
    }

    /// <summary>Name of the secret that holds the access key.</summary>
    public string AccessKeySecretName { get; }

    /// <summary>Name of the secret that holds the secret key.</summary>
    public string SecretKeySecretName { get; }

    /// <summary>The bucket.</summary>
    public string Bucket { get; }

    /// <summary>Name of the secret that holds the session token; empty when there is none.</summary>
    public string SessionTokenSecretName { get; }

    internal override Wire.Sources.FileSystemConfiguration ToWire() => new()
    {
        AwsS3Configuration = new()
        {
            AccessKeySecretName = AccessKeySecretName,
            SecretKeySecretName = SecretKeySecretName,
            SessionTokenSecretName = SessionTokenSecretName,
            Bucket = Bucket,
        },
    };
}

/// <summary>S3 without a login.</summary>
public sealed class AnonymousS3Configuration : FileSystemConfiguration
{
    internal override Wire.Sources.FileSystemConfiguration ToWire() => new() { AnonymousS3Configuration = new() };
}

/// <summary>S3 under an assumed role.</summary>
/// <param name="roleArn">The role.</param>
public sealed class AwsS3AssumeRoleFileSystemConfiguration(string roleArn) : FileSystemConfiguration
{
    /// <summary>The role.</summary>
    public string RoleArn { get; } = roleArn;

    internal override Wire.Sources.FileSystemConfiguration ToWire() =>
        new() { AwsS3AssumeRoleConfiguration = new() { RoleArn = RoleArn } };
}
