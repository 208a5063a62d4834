namespace Qwak.Core.Access;

/// <summary>A public key of the JWKS (RFC 7517): exactly the members that the existing SDK asks for, and the algorithm.</summary>
internal sealed record JsonWebKeyRecord(string Kty, string Kid, string Use, string Alg, string N, string E);
