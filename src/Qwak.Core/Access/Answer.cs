using Qwak.Core.Audit;
using Qwak.Core.Secrets;

namespace Qwak.Core.Access;

/// <summary>What an operation was about, for its audit event.</summary>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Name">A secret's name, a key's id.</param>
/// <param name="Version">The version that was read or made.</param>
/// <param name="Outcome">The true outcome where the answer hides it, such as a refusal that is answered as not found.</param>
/// <param name="Row">The row that was changed, in its new state.</param>
/// <param name="UsedFor">What a secret was used for, where the caller did not read it.</param>
internal readonly record struct Subject(string? Environment = null, string? Name = null, int? Version = null, string? Outcome = null, RowRevision? Row = null,
    string? UsedFor = null);

/// <summary>What an operation came to, and what it was about.</summary>
/// <param name="Result">The value, or the refusal.</param>
/// <param name="Subject">What it was about.</param>
/// <param name="Use">A use of a secret, for its lineage; recorded in the commit of the event.</param>
internal readonly record struct Answer<T>(Result<T> Result, Subject Subject = default, SecretUse? Use = null)
{
    public static implicit operator Answer<T>(T value) => new(value);

    public static implicit operator Answer<T>(Refusal refusal) => new(refusal);
}
