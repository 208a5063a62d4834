using System.Buffers.Text;
using System.Text.Json;

namespace Qwak.Clients.Connection;

/// <summary>What a client needs of a token: its shape and its expiry. The server alone verifies it.</summary>
internal static class Jwt
{
    public static bool IsToken(string text) =>
        text.Count(c => c == '.') == 2 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The claim <c>exp</c>; null when the text is not a token or does not say.</summary>
    public static DateTimeOffset? ExpiresAt(string token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            return DateTimeOffset.FromUnixTimeSeconds(payload.RootElement.GetProperty("exp").GetInt64());
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException
            or InvalidOperationException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
