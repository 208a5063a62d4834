namespace Qwak.Core.Access;

/// <summary>What an API key is asked for with.</summary>
/// <param name="User">Name of its owner.</param>
/// <param name="Environment">The only environment that it is good in; null or <c>*</c> for all.</param>
/// <param name="Role">Role that a user who does not exist yet is created with; <c>member</c> by default.</param>
/// <param name="Force">Whether a live key of the user is revoked instead of refusing.</param>
/// <param name="ExpiresInDays">1 to 3650; null for a key that does not expire.</param>
internal sealed record ApiKeyRequest(string? User, string? Environment, string? Role, bool Force, int? ExpiresInDays)
{
    public Refusal? Problem() => PrincipalName.Problem(User) ?? Lifetimes.Problem(ExpiresInDays);

    public DateTimeOffset? ExpiresAt(DateTimeOffset now) => ExpiresInDays is { } days ? now.AddDays(days) : null;
}
