namespace Qwak.Clients.Connection;

/// <summary>Where to connect, and whether that is the control plane only.</summary>
internal sealed record ServiceAddress(Uri Url, bool FindsEdge)
{
    public static ServiceAddress? Find(QwakConnectionOptions options, Func<string, string?> variable, QwakProfile profile)
    {
        if (options.Url is { } url)
        {
            return new(Check(url.OriginalString, "QwakConnectionOptions.Url"), FindsEdge: false);
        }

        if (variable("QWAK_URL") is { } fromVariable)
        {
            return new(Check(fromVariable, "QWAK_URL"), FindsEdge: false);
        }

        if (profile.Url is { Length: > 0 } fromProfile)
        {
            return new(Check(fromProfile, $"'url' of profile '{options.Profile}'"), FindsEdge: false);
        }

        if (options.Variables("CONTROL_PLANE_GRPC_ADDRESS") is { } host)
        {
            return new(ControlPlaneAddress.Parse(host, options.ControlPlanePort), FindsEdge: true);
        }

        return variable("JF_URL") is { } platform
            ? new(new Uri(JFrogPlatform(platform).GetLeftPart(UriPartial.Authority)), FindsEdge: false)
            : null;
    }

    /// <summary><c>JF_URL</c> without <c>/artifactory</c> and a trailing slash.</summary>
    public static Uri JFrogPlatform(string text)
    {
        var trimmed = text.Trim().TrimEnd('/');
        if (trimmed.EndsWith("/artifactory", StringComparison.Ordinal))
        {
            trimmed = trimmed[..^"/artifactory".Length];
        }

        return IsHttps(trimmed, out var url) ? url : throw Wrong("JF_URL");
    }

    /// <summary>An edge address of the user context: <c>host:port</c> without a scheme, or a host alone for port 443.</summary>
    public static Uri Edge(string hostAndPort) => Check(
        hostAndPort.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? hostAndPort : "https://" + hostAndPort,
        "The edge address of the environment");

    private static Uri Check(string text, string source) =>
        IsHttps(text, out var url) && url is { PathAndQuery: "/", Fragment: "" } ? url : throw Wrong(source);

    // Credentials never travel in the clear, so http is not a choice, not even for a test.
    private static bool IsHttps(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0;

    // The text itself is not repeated: a URL may hold a password.
    private static QwakException Wrong(string source) =>
        new($"{source} must be https://host:port, for example https://localhost:8443.", QwakErrorCodes.NotConfigured);
}
