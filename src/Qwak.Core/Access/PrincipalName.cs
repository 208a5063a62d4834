using Qwak.Core.Audit;

namespace Qwak.Core.Access;

/// <summary>Names of principals: 1 to 100 printable ASCII characters without white space, such as an e-mail address.</summary>
internal static class PrincipalName
{
    public const int MaximumLength = 100;

    /// <summary>A name as it is recorded, whether it is good or not.</summary>
    public static string Recorded(string? name) => RecordedName.Of(name, Problem(name) is null);

    public static Refusal? Problem(string? name) =>
        name is { Length: > 0 and <= MaximumLength } && name.All(c => c is > ' ' and < (char)0x7f and not '/' and not '*') && !name.StartsWith(Policy.GroupPrefix, StringComparison.Ordinal)
            ? null
            : new Refusal(
                RefusalCode.InvalidName,
                $"A user's name has 1 to {MaximumLength} printable ASCII characters without spaces, '/' and '*', such as an e-mail address, and does not begin with '{Policy.GroupPrefix}'.");
}
