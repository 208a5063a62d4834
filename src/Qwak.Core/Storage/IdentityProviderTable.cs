using System.Data.Common;
using Dapper;
using Qwak.Core.Identity;

namespace Qwak.Core.Storage;

/// <summary>Identity providers. No audience holds a space, which separates them.</summary>
internal static class IdentityProviderTable
{
    public static async Task<IReadOnlyList<IdentityProvider>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>(
                "SELECT name, issuer, audiences, jwks_url AS JwksUrl, certificate_authority AS CertificateAuthority, reusable_tokens AS ReusableTokens,"
                + " client_id AS ClientId, client_secret AS ClientSecret, created_at AS CreatedAt, created_by AS CreatedBy FROM identity_provider"))
            .Select(row => row.ToIdentityProvider()).OrderBy(provider => provider.Name, StringComparer.Ordinal)];

    public static Task InsertAsync(DbConnection connection, IdentityProvider provider) => connection.ExecuteAsync(
        "INSERT INTO identity_provider (name, issuer, audiences, jwks_url, certificate_authority, reusable_tokens, client_id, client_secret, created_at, created_by)"
        + " VALUES (@Name, @Issuer, @Audiences, @JwksUrl, @CertificateAuthority, @ReusableTokens, @ClientId, @ClientSecret, @CreatedAt, @CreatedBy)",
        new Row
        {
            Name = provider.Name,
            Issuer = provider.Issuer,
            Audiences = string.Join(' ', provider.Audiences),
            JwksUrl = provider.JwksUrl,
            CertificateAuthority = provider.CertificateAuthority,
            ReusableTokens = provider.ReusableTokens ? 1 : 0,
            ClientId = provider.SignIn?.Id,
            ClientSecret = provider.SignIn?.SealedSecret,
            CreatedAt = StoreTime.To(provider.CreatedAt),
            CreatedBy = provider.CreatedBy,
        });

    /// <summary>Deletes one with its rules.</summary>
    public static Task DeleteAsync(DbConnection connection, string name) => connection.ExecuteAsync(
        "DELETE FROM identity_rule WHERE provider = @name; DELETE FROM identity_provider WHERE name = @name", new { name });

    private sealed class Row
    {
        public string Name { get; init; } = "";

        public string Issuer { get; init; } = "";

        public string Audiences { get; init; } = "";

        public string? JwksUrl { get; init; }

        public string? CertificateAuthority { get; init; }

        public long ReusableTokens { get; init; }

        public string? ClientId { get; init; }

        public byte[]? ClientSecret { get; init; }

        public long CreatedAt { get; init; }

        public string CreatedBy { get; init; } = "";

        public IdentityProvider ToIdentityProvider() => new(
            Name, Issuer, Audiences.Split(' ', StringSplitOptions.RemoveEmptyEntries), JwksUrl, CertificateAuthority, ReusableTokens != 0, StoreTime.From(CreatedAt), CreatedBy)
        {
            SignIn = ClientId is null ? null : new SignInClient(ClientId, ClientSecret),
        };
    }
}
