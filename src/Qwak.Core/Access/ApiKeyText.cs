using System.Buffers.Text;
using System.Security.Cryptography;

namespace Qwak.Core.Access;

/// <summary>
/// The text of an API key: <c>qsk_</c>, the key's public id, <c>@</c>, 256 random bits in base64url; 80 characters. The
/// existing CLI takes 60 characters or more with an <c>@</c> for an API key.
/// </summary>
internal static class ApiKeyText
{
    private const string Prefix = "qsk_";
    private const int SecretBytes = 32;

    /// <summary>Most characters that are looked at.</summary>
    public const int MaximumLength = 200;

    public static string New(string id) => $"{Prefix}{id}@{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>The public id in a key's text; null when it is not one of ours.</summary>
    public static string? Id(string text) =>
        text.Length is > 60 and <= MaximumLength && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.IndexOf('@', StringComparison.Ordinal) is var at && at == Prefix.Length + RandomId.Length
            ? text[Prefix.Length..at]
            : null;
}
