namespace Qwak.Rest;

/// <summary>Body of <c>POST /api/v1/authentication/qwak-api-key</c>.</summary>
internal sealed class QwakApiKeyBody
{
    public string? QwakApiKey { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Its answer; <c>expiredAt</c> is in seconds since 1970.</summary>
internal sealed class AuthenticationAnswer
{
    public required string AccessToken { get; init; }

    public required long ExpiredAt { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Answer of <c>GET /ui/api/v1/system/auth/screen/footer</c>, as far as it matters here.</summary>
internal sealed record FooterAnswer(string? ServerId);
