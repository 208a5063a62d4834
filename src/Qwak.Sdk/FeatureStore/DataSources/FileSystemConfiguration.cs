namespace Qwak.FeatureStore.DataSources;

/// <summary>How a source of files logs in to the object store.</summary>
public abstract class FileSystemConfiguration
{
    private protected FileSystemConfiguration()
    {
    }

    internal abstract Wire.Sources.FileSystemConfiguration ToWire();

    internal static FileSystemConfiguration? FromWire(Wire.Sources.FileSystemConfiguration? wire) => wire?.TypeCase switch
    {
        null => null,
        Wire.Sources.FileSystemConfiguration.TypeOneofCase.AwsS3Configuration => new AwsS3FileSystemConfiguration(
            wire.AwsS3Configuration.AccessKeySecretName,
            wire.AwsS3Configuration.SecretKeySecretName,
            wire.AwsS3Configuration.Bucket,
            wire.AwsS3Configuration.SessionTokenSecretName),
        Wire.Sources.FileSystemConfiguration.TypeOneofCase.AnonymousS3Configuration => new AnonymousS3Configuration(),
        Wire.Sources.FileSystemConfiguration.TypeOneofCase.AwsS3AssumeRoleConfiguration =>
            new AwsS3AssumeRoleFileSystemConfiguration(wire.AwsS3AssumeRoleConfiguration.RoleArn),
        Wire.Sources.FileSystemConfiguration.TypeOneofCase.GcsUnauthenticated => new GcpGcsUnauthenticated(),
        Wire.Sources.FileSystemConfiguration.TypeOneofCase.GcsUserCredentials => new GcsUserCredentials(
            wire.GcsUserCredentials.ClientIdSecretName,
            wire.GcsUserCredentials.ClientSecretSecretName,
            wire.GcsUserCredentials.RefreshTokenSecretName),
        Wire.Sources.FileSystemConfiguration.TypeOneofCase.GcsServiceAccountImpersonation =>
            new GcpGcsServiceAccountImpersonation(wire.GcsServiceAccountImpersonation.ServiceAccountUser),
        // Reading without the login that was asked for could reach other files than were meant.
        _ => throw Rules.Broken(
            "filesystem_configuration is empty, or of a kind that this version does not know."),
    };
}
