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

/// <summary>What the browser holds: the session's id and its random part. A class, so that it does not print itself.</summary>
internal sealed class SessionToken
{
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    private SessionToken(string id, string secret) => (Id, Secret) = (id, secret);

    public string Id { get; }

    public string Secret { get; }

    public string Text => $"{Id}.{Secret}";

    public static SessionToken New() => new(RandomId.New(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Null when it is none of ours.</summary>
    public static SessionToken? Parse(string? text) =>
        text?.Split('.') is [{ Length: RandomId.Length } id, { Length: SecretLength } secret] ? new SessionToken(id, secret) : null;

    public override string ToString() => "[redacted]";
}
