using System.Security.Cryptography;

namespace Qwak.Core;

/// <summary>
/// Ids of secrets, environments, keys and principals: 128 random bits as 32 lowercase hexadecimal digits. Random
/// all through (a UUID is not, ASVS 11.5.1), and stable across backup and migration.
/// </summary>
internal static class RandomId
{
    public const int Length = 32;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _next;

    public static bool IsOne(string? text) =>
        text is { Length: Length } && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    public static string New()
    {
        // Some at once: asking the platform costs the same for 16 bytes and for 512.
        var at = _next;
        var random = _random ??= new byte[32 * Length / 2];
        if (at == 0)
        {
            RandomNumberGenerator.Fill(random);
        }

        _next = (at + (Length / 2)) % random.Length;
        return Convert.ToHexStringLower(random, at, Length / 2);
    }
}
