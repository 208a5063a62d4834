namespace Qwak.FeatureStore.DataSources;

/// <summary>Google Cloud Storage without a login.</summary>
public sealed class GcpGcsUnauthenticated : FileSystemConfiguration
{
    internal override Wire.Sources.FileSystemConfiguration ToWire() => new() { GcsUnauthenticated = new() };
}

/// <summary>Google Cloud Storage as a service account that is impersonated.</summary>
/// <param name="serviceAccountUser">The service account.</param>
public sealed class GcpGcsServiceAccountImpersonation(string serviceAccountUser) : FileSystemConfiguration
{
    /// <summary>The service account.</summary>
    public string ServiceAccountUser { get; } = serviceAccountUser;

    internal override Wire.Sources.FileSystemConfiguration ToWire() =>
        new() { GcsServiceAccountImpersonation = new() { ServiceAccountUser = ServiceAccountUser } };
}

/// <summary>Google Cloud Storage as a user, whose OAuth 2 credentials secrets hold.</summary>
/// <param name="clientIdSecretName">Name of the secret that holds the client's id.</param>
/// <param name="clientSecretSecretName">Name of the secret that holds the client's secret.</param>
/// <param name="refreshTokenSecretName">Name of the secret that holds the refresh token.</param>
public sealed class GcsUserCredentials(
    string clientIdSecretName, string clientSecretSecretName, string refreshTokenSecretName) : FileSystemConfiguration
{
    /// <summary>Name of the secret that holds the client's id.</summary>
    public string ClientIdSecretName { get; } = clientIdSecretName;

    /// <summary>Name of the secret that holds the client's secret.</summary>
    public string ClientSecretSecretName { get; } = clientSecretSecretName;

    /// <summary>Name of the secret that holds the refresh token.</summary>
    public string RefreshTokenSecretName { get; } = refreshTokenSecretName;

    internal override Wire.Sources.FileSystemConfiguration ToWire() => new()
    {
        GcsUserCredentials = new()
        {
            ClientIdSecretName = ClientIdSecretName,
            ClientSecretSecretName = ClientSecretSecretName,
            RefreshTokenSecretName = RefreshTokenSecretName,
        },
    };
}
