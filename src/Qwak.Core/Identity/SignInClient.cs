using System.Security.Cryptography;
using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>What the service is to an identity provider that users sign in with.</summary>
/// <param name="Id">The claim <c>aud</c> of its ID tokens.</param>
/// <param name="SealedSecret">The client secret under a key of the service (<see cref="ClientSecrets"/>); null for a public client.</param>
internal sealed record SignInClient(string Id, byte[]? SealedSecret)
{
    public FieldWriter AddTo(FieldWriter fields) =>
        fields.Text(Id).Text(SealedSecret is null ? null : Convert.ToBase64String(SealedSecret));
}

/// <summary>Seals the secrets of sign-in clients under a key that is derived from a key of the service (RFC 5869).</summary>
internal sealed class ClientSecrets(ServiceKeys keys)
{
    private const string Purpose = "qwak/sign-in-client";

    public byte[] Seal(string issuer, string clientId, string secret)
    {
        Span<byte> key = stackalloc byte[SealedBox.KeySize];
        keys.DeriveKey(Purpose, key);
        using var text = SecretValue.FromString(secret);
        var box = SealedBox.Seal(key, text.RevealUtf8(), Place(issuer, clientId));
        CryptographicOperations.ZeroMemory(key);
        return box;
    }

    /// <summary>The client's secret; null for a public client.</summary>
    /// <exception cref="IntegrityException">It was altered, or is another client's.</exception>
    public SecretValue? Open(string issuer, SignInClient client)
    {
        if (client.SealedSecret is not { } box)
        {
            return null;
        }

        Span<byte> key = stackalloc byte[SealedBox.KeySize];
        keys.DeriveKey(Purpose, key);
        try
        {
            using var secret = SealedBox.OpenLocked(key, box, Place(issuer, client.Id));
            return SecretValue.FromUtf8(secret.Span);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Place(string issuer, string clientId) => new FieldWriter().Text(Purpose).Text(issuer).Text(clientId).Written.ToArray();
}
