using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Qwak.Connectors.Snowflake;

/// <summary>
/// An RSA private key as people keep it in a secret: base64 without the BEGIN and END lines, as the vendor's manual asks
/// for, or with them; PKCS #8 or PKCS #1. The secret holds no passphrase, so an encrypted key is refused.
/// </summary>
internal static class PrivateKeyText
{
    public static RSA Read(string secret, SecretValue value)
    {
        var key = RSA.Create();
        byte[]? der = null;
        try
        {
            der = Convert.FromBase64String(Body(value.Reveal()));
            var outer = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            if (outer.PeekTag().TagValue == (int)UniversalTagNumber.Sequence)
            {
                throw Wrong(secret, "is encrypted: store the key without a passphrase (openssl pkcs8 -in key.p8 -out plain.p8)");
            }

            outer.ReadInteger();
            if (outer.PeekTag().TagValue == (int)UniversalTagNumber.Integer)
            {
                key.ImportRSAPrivateKey(der, out _);
            }
            else
            {
                key.ImportPkcs8PrivateKey(der, out _);
            }

            return key;
        }
        catch (Exception exception) when (exception is FormatException or AsnContentException or CryptographicException)
        {
            key.Dispose();
            throw Wrong(secret, "is no RSA private key in PEM form");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    // The lines of '-----BEGIN PRIVATE KEY-----' carry nothing that the key itself does not say.
    private static string Body(string text) => string.Concat(
        text.ReplaceLineEndings("\n").Split('\n').Where(line => !line.TrimStart().StartsWith("-----", StringComparison.Ordinal)));

    private static ConnectorException Wrong(string secret, string what) => new(ConnectorFailure.Definition, $"The secret '{secret}' {what}.");
}
