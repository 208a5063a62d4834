namespace Qwak.Redaction;

/// <summary>How often a secret was redacted in a form.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Form">The form.</param>
/// <param name="Count">How often.</param>
public sealed record RedactionCount(string Name, RedactionForm Form, long Count);
