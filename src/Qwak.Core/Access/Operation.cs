namespace Qwak.Core.Access;

/// <summary>What may be granted; policies call it actions.</summary>
[Flags]
internal enum Operation
{
    None = 0,

    /// <summary>See that a secret is there, and its properties.</summary>
    List = 1,

    /// <summary>See its value.</summary>
    Read = 2,
    Set = 4,
    Delete = 8,

    /// <summary>Have it used by a part of the service, without seeing it.</summary>
    Use = 16,

    /// <summary>Read the audit trail.</summary>
    Audit = 32,
    Admin = 64,
}

internal static class Operations
{
    public const Operation Everything = (Operation)127;

    /// <summary>Each of them, the lowest bit first.</summary>
    public static readonly IReadOnlyList<Operation> All = [.. Enum.GetValues<Operation>().Where(operation => operation != Operation.None)];

    /// <summary>The words of a policy for the operations of a set.</summary>
    public static IReadOnlyList<string> Words(this Operation operations) =>
        [.. All.Where(operation => operations.HasFlag(operation)).Select(Word)];

    public static Operation? Parse(string? word) =>
        All.Where(operation => Word(operation) == word).Select(operation => (Operation?)operation).FirstOrDefault();

    private static string Word(Operation operation) => operation switch
    {
        Operation.List => "list",
        Operation.Read => "read",
        Operation.Set => "set",
        Operation.Delete => "delete",
        Operation.Use => "use",
        Operation.Audit => "audit",
        Operation.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
