using Qwak.Clients;
using Qwak.Clients.SecretService;
using Qwak.Redaction;

namespace Qwak.Builds;

/// <summary>
/// Secrets that the runner itself hands to the build, in variables and files. They are read with the build's own
/// credential: so they are bounded, recorded and redacted like those that the build reads.
/// </summary>
internal sealed class BuildSecrets(QwakConnectionOptions connection, Redactor redactor, CancellationToken cancellationToken) : IDisposable
{
    private readonly SecretServiceClient _client = new(connection);

    /// <exception cref="QwakException">It is missing, or the build may not read it.</exception>
    public async Task<SecretValue> GetAsync(string name) => await _client.GetSecretAsync(name, cancellationToken).ConfigureAwait(false);

    /// <summary>Has a text redacted that is no secret of the service.</summary>
    public void Redact(string name, string text)
    {
        using var value = SecretValue.FromString(text);
        redactor.Add(name, value);
    }

    public void Dispose() => _client.Dispose();
}
