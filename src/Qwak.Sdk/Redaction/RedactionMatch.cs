namespace Qwak.Redaction;

/// <summary>Where a secret was found. Occurrences that overlap are one, under the name and form of the first.</summary>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Name">The secret's name.</param>
/// <param name="Form">The form that it was found in.</param>
public readonly record struct RedactionMatch(long Offset, long Length, string Name, RedactionForm Form);
