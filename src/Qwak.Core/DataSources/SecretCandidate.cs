namespace Qwak.Core.DataSources;

/// <summary>The value that a secret is about to get, for as long as sources are tried with it.</summary>
internal sealed class SecretCandidate(string name, SecretValue value)
{
    public SecretValue? For(string secret) => secret == name ? value : null;

    public override string ToString() => "[redacted]";
}
