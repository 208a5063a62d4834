using System.Buffers.Text;
using System.Security.Cryptography;
using Qwak.Core.Encryption;

namespace Qwak.Core.Access;

/// <summary>
/// A session of the web UI: it acts as the credential that it was begun with, so that it ends with it, and at the latest
/// after <see cref="Lifetime"/>.
/// </summary>
internal sealed record Session(string Id, string PrincipalId, string Credential, DateTimeOffset ExpiresAt)
{
    /// <summary>As long as an access token that an API key is exchanged for.</summary>
    public static readonly TimeSpan Lifetime = TokenIssuer.MaximumLifetime;

    /// <summary>
    /// All that the row's MAC covers, and the cookie's random part: so the store alone gives nobody a session, neither its
    /// reader, who does not know that part, nor its writer, who cannot make the MAC.
    /// </summary>
    public FieldWriter Fields(string secret) => new FieldWriter()
        .Text("qwak/ui-session").Text(Id).Text(PrincipalId).Text(Credential).Number(ExpiresAt.ToUnixTimeMilliseconds()).Text(secret);
}

/// <summary>
/// What the browser holds: the session's id, its random part, and a MAC of both, so that a made-up one is refused without a look
/// into the store, as an access token is. A class, so that it does not print itself.
/// </summary>
internal sealed class SessionToken
{
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int MaximumLength = RandomId.Length + 1 + SecretLength + 1 + SecretLength;

    private readonly string _mac;

    private SessionToken(string id, string secret, string mac) => (Id, Secret, _mac) = (id, secret, mac);

    public string Id { get; }

    public string Secret { get; }

    public string Text => $"{Id}.{Secret}.{_mac}";

    public static SessionToken New(RowMacs macs)
    {
        var (id, secret) = (RandomId.New(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));
        return new SessionToken(id, secret, Mac(macs, id, secret));
    }

    /// <summary>Null when it has not the form of one.</summary>
    public static SessionToken? Parse(string? text) => text is { Length: MaximumLength }
        && text.Split('.') is [{ Length: RandomId.Length } id, { Length: SecretLength } secret, { Length: SecretLength } mac]
            ? new SessionToken(id, secret, mac)
            : null;

    /// <summary>Whether this service made it.</summary>
    public bool IsOurs(RowMacs macs) => FixedTime.AreEqual(Mac(macs, Id, Secret), _mac);

    private static string Mac(RowMacs macs, string id, string secret) =>
        Base64Url.EncodeToString(macs.Of(new FieldWriter().Text("qwak/ui-session-token").Text(id).Text(secret)));

    public override string ToString() => "[redacted]";
}
