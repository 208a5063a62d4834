namespace Qwak.Core.Access;

/// <summary>What may be granted.</summary>
[Flags]
internal enum Operation
{
    None = 0,
    List = 1,
    Read = 2,
    Set = 4,
    Delete = 8,
    Use = 16,
    Audit = 32,
    Admin = 64,
}
