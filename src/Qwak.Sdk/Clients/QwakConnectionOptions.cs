using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Qwak.Clients;

/// <summary>
/// Where and as whom to connect. What is null is filled from the environment variables (<c>QWAK_URL</c>,
/// <c>QWAK_CA_FILE</c>, <c>QWAK_API_KEY</c>, <c>QWAK_OIDC_TOKEN</c>, <c>QWAK_OIDC_TOKEN_FILE</c>, <c>QWAK_ENVIRONMENT</c>,
/// <c>JF_URL</c> with <c>JF_ACCESS_TOKEN</c>, <c>CONTROL_PLANE_GRPC_ADDRESS</c>), then from the profile in <c>~/.qwak/config</c>.
/// </summary>
[DebuggerDisplay("[redacted]")]
public sealed class QwakConnectionOptions
{
    /// <summary>Address of the service, <c>https://host:port</c>. Variable <c>QWAK_URL</c>, key <c>url</c>.</summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// PEM file with certificate authorities. When set, exactly these are trusted; null: those of the machine.
    /// Variable <c>QWAK_CA_FILE</c>, key <c>ca_file</c>.
    /// </summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>API key, exchanged for short-lived access tokens. Variable <c>QWAK_API_KEY</c>, key <c>api_key</c>.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; set; }

    /// <summary>
    /// A long-lived access token, sent as it is; it wins over an API key. Variable <c>JF_ACCESS_TOKEN</c>, read only
    /// when <c>JF_URL</c> is set and <c>FORCE_QWAK_AUTH</c> is not <c>True</c>.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? AccessToken { get; set; }

    /// <summary>
    /// Name of the server's environment to act in; null: the one that the dialled address or the credential belongs to.
    /// Variable <c>QWAK_ENVIRONMENT</c>, key <c>environment</c>.
    /// </summary>
    public string? Environment { get; set; }

    /// <summary>The section of <c>~/.qwak/config</c> to read; <c>default</c> by default.</summary>
    public string Profile { get; set; } = "default";

    /// <summary>How long one attempt to connect may take; positive or infinite, 100 s by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// How long one call may take, with login, repeated attempts and the waits between them; positive or infinite, 100 s by
    /// default.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The clock; the machine's by default.</summary>
    [JsonIgnore]
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Reads an environment variable; tests give their own, so that they can run side by side.</summary>
    internal Func<string, string?> Variables { get; set; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Port of the control plane: 443 for all clients of the contract. Tests cannot listen there.</summary>
    internal int ControlPlanePort { get; set; } = 443;

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
