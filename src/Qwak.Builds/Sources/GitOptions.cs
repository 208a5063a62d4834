namespace Qwak.Builds.Sources;

/// <summary>How a git address is fetched. Credentials in clear text win over a secret with credentials, and that over an SSH key.</summary>
/// <param name="Branch">Branch or tag; null for the default one.</param>
/// <param name="CredentialsSecret">Name of a secret that holds USERNAME:ACCESS_TOKEN.</param>
/// <param name="SshKeySecret">Name of a secret that holds a private key.</param>
internal sealed record GitOptions(string? Branch = null, string? CredentialsSecret = null, string? SshKeySecret = null)
{
    /// <summary>USERNAME:ACCESS_TOKEN in clear text.</summary>
    public SecretValue? Credentials { get; init; }

    /// <summary>Names of the secrets that fetching needs.</summary>
    public IEnumerable<string> Secrets => Credentials is not null ? [] : new[] { CredentialsSecret ?? SshKeySecret }.OfType<string>();

    /// <exception cref="QwakException">Two kinds of secrets are given.</exception>
    public void Check()
    {
        if (CredentialsSecret is not null && SshKeySecret is not null)
        {
            throw new QwakException("Only one of git credentials secret or git secret ssh can be configured", QwakErrorCodes.InvalidValue);
        }
    }

    /// <summary>Never the credentials.</summary>
    public override string ToString() => nameof(GitOptions);
}
