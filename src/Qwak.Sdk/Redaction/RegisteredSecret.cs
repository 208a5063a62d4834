namespace Qwak.Redaction;

/// <summary>What of a secret is redacted from now on.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Forms">The forms; empty when the value is too short (<see cref="Redactor.MinimumLength"/>).</param>
public sealed record RegisteredSecret(string Name, IReadOnlyList<RedactionForm> Forms)
{
    /// <summary>False: the value is too short to be told from other text, and passes as it is.</summary>
    public bool IsRedacted => Forms.Count > 0;
}
