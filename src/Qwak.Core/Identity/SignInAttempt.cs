using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>
/// A sign-in that a browser began with a provider. The browser alone holds it, in a cookie with a MAC: so every process of the
/// service can go on with it, and nothing is stored for who never comes back. State, nonce and code verifier are made of
/// its random part, each by itself, so that none of them tells another. A class, so that it does not print itself.
/// </summary>
internal sealed class SignInAttempt
{
    /// <summary>How long somebody may take at their provider.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public const int MaximumNextLength = 1000;

    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int MaximumLength = 2000;

    private readonly byte[] _secret;

    private SignInAttempt(string provider, string next, DateTimeOffset expiresAt, byte[] secret) =>
        (Provider, Next, ExpiresAt, _secret) = (provider, next, expiresAt, secret);

    /// <summary>Name of the provider: an answer of any other is none.</summary>
    public string Provider { get; }

    /// <summary>The page that the user wanted.</summary>
    public string Next { get; }

    public DateTimeOffset ExpiresAt { get; }

    public string State => Derive("qwak/sign-in/state");

    public string Nonce => Derive("qwak/sign-in/nonce");

    /// <summary>43 characters (RFC 7636, 4.1).</summary>
    public string CodeVerifier => Derive("qwak/sign-in/code-verifier");

    /// <summary>For the method S256 (RFC 7636, 4.2).</summary>
    public string CodeChallenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    public static SignInAttempt New(string provider, string next, DateTimeOffset now) => new(
        provider, next.Length <= MaximumNextLength ? next : "", DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds()),
        RandomNumberGenerator.GetBytes(SecretBytes));

    public bool IsState(string? text) => FixedTime.AreEqual(State, text);

    /// <summary>What the cookie holds.</summary>
    public string Text(RowMacs macs)
    {
        var expiry = ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{Provider}.{expiry}.{Base64Url.EncodeToString(_secret)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Next))}.{Mac(macs)}";
    }

    /// <summary>Null for any text that this service did not make, and for one that is too old.</summary>
    public static SignInAttempt? Parse(string? text, RowMacs macs, DateTimeOffset now)
    {
        if (text is not { Length: <= MaximumLength }
            || text.Split('.') is not [var provider, var expiry, { Length: SecretLength } secret, var next, var mac]
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        try
        {
            var attempt = new SignInAttempt(
                provider, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next)), DateTimeOffset.FromUnixTimeSeconds(seconds), Base64Url.DecodeFromChars(secret));
            return FixedTime.AreEqual(attempt.Mac(macs), mac) && now < attempt.ExpiresAt ? attempt : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public override string ToString() => "[redacted]";

    private string Derive(string purpose) => Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(purpose)));

    private string Mac(RowMacs macs) => Base64Url.EncodeToString(macs.Of(new FieldWriter()
        .Text("qwak/sign-in-attempt").Text(Provider).Text(Next).Number(ExpiresAt.ToUnixTimeSeconds()).Text(Base64Url.EncodeToString(_secret))));
}
