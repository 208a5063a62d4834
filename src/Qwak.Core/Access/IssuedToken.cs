namespace Qwak.Core.Access;

/// <summary>A token on its way to its owner. A class, so that it does not print itself.</summary>
internal sealed class IssuedToken(string token, DateTimeOffset expiresAt)
{
    public string Token => token;

    public DateTimeOffset ExpiresAt => expiresAt;

    public override string ToString() => "[redacted]";
}
