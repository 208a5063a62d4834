using System.Security.Cryptography;
using System.Text;

namespace Qwak.Connectors.Tests.Support;

/// <summary>The server's side of SCRAM (RFC 5802, RFC 7677) for one user.</summary>
internal sealed class ScramServer(string user, string password, bool isSha512 = false)
{
    private const int Iterations = 4096;

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(24);
    private string _firstBare = "";
    private string _serverFirst = "";

    public byte[] First(byte[] message)
    {
        _firstBare = Encoding.UTF8.GetString(message)["n,,".Length..];
        _serverFirst = $"r={Part(_firstBare, 'r')}{RandomNumberGenerator.GetHexString(24)},s={Convert.ToBase64String(_salt)},i={Iterations}";
        return Encoding.UTF8.GetBytes(_serverFirst);
    }

    /// <summary>The server's proof; null for another user or password.</summary>
    public byte[]? Final(byte[] message)
    {
        var final = Encoding.UTF8.GetString(message);
        var withoutProof = final[..final.LastIndexOf(",p=", StringComparison.Ordinal)];
        var signed = Encoding.UTF8.GetBytes($"{_firstBare},{_serverFirst},{withoutProof}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            password, _salt, Iterations, isSha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256, isSha512 ? 64 : 32);
        var clientKey = Hmac(salted, "Client Key"u8);
        var signature = Hmac(isSha512 ? SHA512.HashData(clientKey) : SHA256.HashData(clientKey), signed);
        byte[] proof = [.. clientKey.Zip(signature, (key, sign) => (byte)(key ^ sign))];
        var isUser = Part(_firstBare, 'n').Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal) == user;
        return isUser && Part(final, 'r') == Part(_serverFirst, 'r') && Convert.ToBase64String(proof) == Part(final, 'p')
            ? Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(Hmac(Hmac(salted, "Server Key"u8), signed))}")
            : null;
    }

    private byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => isSha512 ? HMACSHA512.HashData(key, data) : HMACSHA256.HashData(key, data);

    private static string Part(string message, char name) =>
        message.Split(',').First(part => part.StartsWith($"{name}=", StringComparison.Ordinal))[2..];
}
