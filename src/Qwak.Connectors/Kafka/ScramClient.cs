using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Qwak.Connectors.Kafka;

/// <summary>The client's side of SCRAM (RFC 5802, RFC 7677): the password itself is not sent, and the server proves that it knows it.</summary>
internal sealed class ScramClient(bool isSha512, SecretValue user, SecretValue password)
{
    private const string Header = "n,,";

    // Fewer than the RFC's least would let a thief guess, more would let a server keep us busy.
    private const int FewestIterations = 4096;
    private const int MostIterations = 1_000_000;

    private readonly HashAlgorithmName _hash = isSha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
    private readonly string _nonce = RandomNumberGenerator.GetHexString(32);
    private byte[] _serverSignature = [];

    private string FirstBare =>
        $"n={user.Reveal().Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={_nonce}";

    public byte[] First() => Encoding.UTF8.GetBytes(Header + FirstBare);

    /// <summary>The proof; null for an answer that none can be given to.</summary>
    public byte[]? Final(byte[] serverFirst)
    {
        var text = Encoding.UTF8.GetString(serverFirst);
        if (text.Split(',') is not [['r', '=', .. var nonce], ['s', '=', .. var salt64], ['i', '=', .. var count], ..]
            || !nonce.StartsWith(_nonce, StringComparison.Ordinal)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < FewestIterations or > MostIterations)
        {
            return null;
        }

        var salt = new byte[salt64.Length];
        if (!Convert.TryFromBase64String(salt64, salt, out var saltLength))
        {
            return null;
        }

        var withoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(Header))},r={nonce}";
        var signed = Encoding.UTF8.GetBytes($"{FirstBare},{text},{withoutProof}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(password.RevealUtf8(), salt.AsSpan(0, saltLength), iterations, _hash, isSha512 ? 64 : 32);
        var clientKey = Hmac(salted, "Client Key"u8);
        var proof = Hmac(isSha512 ? SHA512.HashData(clientKey) : SHA256.HashData(clientKey), signed);
        for (var i = 0; i < proof.Length; i++)
        {
            proof[i] ^= clientKey[i];
        }

        _serverSignature = Hmac(Hmac(salted, "Server Key"u8), signed);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    public bool IsServer(byte[] serverFinal) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(_serverSignature)}"), serverFinal);

    public override string ToString() => "[redacted]";

    private byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => isSha512 ? HMACSHA512.HashData(key, data) : HMACSHA256.HashData(key, data);
}
