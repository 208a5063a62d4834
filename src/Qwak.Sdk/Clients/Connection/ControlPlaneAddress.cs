namespace Qwak.Clients.Connection;

/// <summary><c>CONTROL_PLANE_GRPC_ADDRESS</c>: a bare host name, with the refusals of the existing client.</summary>
internal static class ControlPlaneAddress
{
    public static Uri Parse(string text, int port)
    {
        var host = text.Trim();
        return Problem(host) is { } problem
            ? throw new QwakException(
                $"Not a valid gRPC address: '{(host.Contains('@') ? "…" : host)}'. Details: {problem}", QwakErrorCodes.NotConfigured)
            : new Uri($"https://{host}:{port}");
    }

    private static string? Problem(string host) => host switch
    {
        "" => "gRPC address must not be empty or whitespace.",
        _ when host.Contains("://", StringComparison.Ordinal) => "URL scheme is not allowed in the gRPC address.",
        _ when host.AsSpan().ContainsAny('/', '?', '#') => "gRPC address must not contain paths, queries, or fragments.",
        _ when host.StartsWith(':') => "gRPC address must contain a valid hostname.",
        _ when host.Contains(':') => "Port specification is not allowed in the gRPC address.",
        _ when !IsHostName(host) => "gRPC address must be a simple hostname or fully qualified domain name.",
        _ => null,
    };

    private static bool IsHostName(string host) =>
        host.Length <= 253 && host.TrimEnd('.').Split('.').All(label =>
            label.Length is > 0 and <= 63
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && label[0] != '-' && label[^1] != '-');
}
