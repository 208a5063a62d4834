namespace Qwak.Core.Secrets;

/// <summary>What a set came to: the properties now, and whether the value was the current one already.</summary>
internal sealed record SetSecretResult(SecretProperties Properties, bool Unchanged);
