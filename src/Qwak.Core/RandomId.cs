using System.Security.Cryptography;

namespace Qwak.Core;

/// <summary>
/// Ids of secrets, environments, keys and principals: 128 random bits as 32 lowercase hexadecimal digits. Random
/// all through (a UUID is not, ASVS 11.5.1), and stable across backup and migration.
/// </summary>
internal static class RandomId
{
    public const int Length = 32;

    public static bool IsOne(string? text) =>
        text is { Length: Length } && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    public static string New() => RandomNumberGenerator.GetHexString(Length, lowercase: true);
}
