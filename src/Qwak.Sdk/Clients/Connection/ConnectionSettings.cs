using System.Diagnostics;

namespace Qwak.Clients.Connection;

/// <summary>The options after environment variables and the profile have filled them: complete and checked.</summary>
[DebuggerDisplay("[redacted]")]
internal sealed class ConnectionSettings
{
    private ConnectionSettings()
    {
    }

    /// <summary>Control plane, and edge too unless <see cref="FindsEdge"/>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether the edge's address has to be asked of the control plane (contract 1.5).</summary>
    public required bool FindsEdge { get; init; }

    public required string? CertificateAuthorityFile { get; init; }

    public required ClientCredential Credential { get; init; }

    public required string? Environment { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required QwakHome Home { get; init; }

    /// <exception cref="QwakException">Something is missing or wrong; the message says what, and what to do.</exception>
    public static ConnectionSettings Resolve(QwakConnectionOptions options)
    {
        // An empty variable counts as absent; a line end comes along when a file is read into one.
        string? Variable(string name) => options.Variables(name)?.Trim() is { Length: > 0 } value ? value : null;

        var root = QwakHome.Locate(options.Variables);
        var profile = new QwakProfiles(root).Get(options.Profile) ?? new QwakProfile();
        var address = ServiceAddress.Find(options, Variable, profile);
        var credential = ClientCredential.Find(options, Variable, profile, address?.Url);
        if (address is null || credential is null)
        {
            throw NotConfigured(options.Profile, address is not null, credential is not null);
        }

        return new ConnectionSettings
        {
            Url = address.Url,
            FindsEdge = address.FindsEdge,
            CertificateAuthorityFile =
                options.CertificateAuthorityFile ?? Variable("QWAK_CA_FILE") ?? NullIfEmpty(profile.CertificateAuthorityFile),
            Credential = credential,
            Environment = HeaderValue.Check(
                options.Environment ?? Variable("QWAK_ENVIRONMENT") ?? NullIfEmpty(profile.Environment), "environment"),
            ConnectTimeout = Positive(options.ConnectTimeout, nameof(options.ConnectTimeout)),
            Timeout = Positive(options.Timeout, nameof(options.Timeout)),
            TimeProvider = options.TimeProvider,
            Home = new QwakHome(root),
        };
    }

    public override string ToString() => "[redacted]";

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static TimeSpan Positive(TimeSpan time, string option) =>
        time > TimeSpan.Zero || time == System.Threading.Timeout.InfiniteTimeSpan
            ? time
            : throw new QwakException(
                $"QwakConnectionOptions.{option} must be positive, or Timeout.InfiniteTimeSpan.", QwakErrorCodes.NotConfigured);

    // The first sentences are those of the existing client, letter for letter.
    private static QwakException NotConfigured(string profile, bool hasAddress, bool hasCredential)
    {
        var known = $"Environment {profile} has not be configured."
            + "Please ensure it is configured using the `qwak configure` command.";
        return new QwakException(
            (hasAddress, hasCredential) switch
            {
                (false, false) => known,
                (true, _) => known + " No API key was found: set QWAK_API_KEY, QWAK_OIDC_TOKEN_FILE, or JF_URL and JF_ACCESS_TOKEN.",
                (false, true) => known + " No address was found: set QWAK_URL to https://host:port.",
            },
            QwakErrorCodes.NotConfigured);
    }
}
