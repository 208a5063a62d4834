using System.Security.Cryptography;
using System.Text;

namespace Qwak.Core.Encryption;

/// <summary>Compares texts in a time that tells only whether they are as long.</summary>
internal static class FixedTime
{
    public static bool AreEqual(string right, string? text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(text ?? ""));
}
