namespace Qwak.Core.Access;

/// <summary>Names of principals: 1 to 100 printable ASCII characters without white space, such as an e-mail address.</summary>
internal static class PrincipalName
{
    public const int MaximumLength = 100;

    /// <summary>What an audit event records of a name that a caller gave: text that fails the rule could forge lines in a log.</summary>
    public static string? Recorded(string? name) =>
        name is null || Problem(name) is null ? name : $"[invalid] length {name.Length}";

    public static Refusal? Problem(string? name) =>
        name is { Length: > 0 and <= MaximumLength } && name.All(c => c is > ' ' and < (char)0x7f and not '/' and not '*')
            ? null
            : new Refusal(
                RefusalCode.InvalidName,
                $"A user's name has 1 to {MaximumLength} printable ASCII characters without spaces, '/' and '*', such as an e-mail address.");
}
