using System.Security.Cryptography;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>A random value of letters and digits, as credentials look.</summary>
internal static class MadeUpValue
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string Create(int length) => RandomNumberGenerator.GetString(Alphabet, length);
}
