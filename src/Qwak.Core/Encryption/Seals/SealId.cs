using System.Security.Cryptography;

namespace Qwak.Core.Encryption.Seals;

/// <summary>Ids of seals whose key nobody has in hand: of where it is, not of what it is.</summary>
internal static class SealId
{
    public static string Of(string kind, params ReadOnlySpan<string> place)
    {
        var fields = new FieldWriter().Text("qwak/seal-id").Text(kind);
        foreach (var part in place)
        {
            fields.Text(part);
        }

        return Convert.ToHexStringLower(SHA256.HashData(fields.Written).AsSpan(0, 16));
    }
}
