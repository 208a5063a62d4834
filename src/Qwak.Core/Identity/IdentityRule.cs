using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>Which tokens of a provider stand for which service account, or who signs in with it as which user.</summary>
/// <param name="Id">Random id: a rule made anew under its name is another.</param>
/// <param name="Name">Its unique name.</param>
/// <param name="Provider">Name of the provider.</param>
/// <param name="PrincipalId">Id of the service account or user.</param>
/// <param name="Claims">Names of claims and the pattern of each (<see cref="Access.NamePattern"/>); a token must match all.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Name of the administrator.</param>
internal sealed record IdentityRule(
    string Id, string Name, string Provider, string PrincipalId, IReadOnlyList<ClaimPattern> Claims, DateTimeOffset CreatedAt, string CreatedBy)
{
    public FieldWriter AddTo(FieldWriter fields) => fields
        .Text(Id).Text(Name).Text(Provider).Text(PrincipalId).Text(ClaimPattern.Join(Claims)).Number(CreatedAt.ToUnixTimeMilliseconds()).Text(CreatedBy);
}

/// <summary>A claim's name, which holds no <c>=</c>, and what its value must look like.</summary>
internal sealed record ClaimPattern(string Name, string Pattern)
{
    public static string Join(IReadOnlyList<ClaimPattern> claims) => string.Join('\n', claims.Select(claim => $"{claim.Name}={claim.Pattern}"));

    public static IReadOnlyList<ClaimPattern> Split(string text) => [.. text.Split('\n').Select(Parse)];

    private static ClaimPattern Parse(string line)
    {
        var end = line.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? new ClaimPattern(line, "") : new ClaimPattern(line[..end], line[(end + 1)..]);
    }
}
