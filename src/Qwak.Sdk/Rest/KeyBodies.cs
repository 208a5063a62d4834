namespace Qwak.Rest;

/// <summary>The keyring: the keys under which the data-encryption keys of all versions are.</summary>
/// <param name="Seal">What protects it from outside the store: <c>key-file</c>, <c>passphrase</c>, <c>pkcs11</c> or <c>kms</c>.</param>
/// <param name="SealId">Tells seals apart, and nothing of their keys.</param>
/// <param name="Keys">The oldest first; exactly one is active.</param>
internal sealed record KeyringProperties(string Seal, string SealId, IReadOnlyList<KeyProperties> Keys);

/// <summary>A key-encryption key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsActive">Whether it encrypts; each decrypts.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Uses">How often it has encrypted.</param>
/// <param name="MaximumUses">How often it may at most; at a quarter of it the service rotates by itself.</param>
/// <param name="Versions">How many secret versions are under it.</param>
internal sealed record KeyProperties(string Id, bool IsActive, DateTimeOffset CreatedAt, long Uses, long MaximumUses, long Versions);

/// <summary>Body of <c>POST /api/v1/keys/rotate</c>: nothing to say.</summary>
internal sealed record RotateKeyBody;

/// <summary>Body of <c>POST /api/v1/keys/reseal</c>: nothing to say. The next seal is named where the service runs.</summary>
internal sealed record ResealBody;

/// <summary>Body of <c>POST /api/v1/keys/rewrap</c>.</summary>
/// <param name="After">What the step before answered as <c>next</c>; null to begin.</param>
internal sealed record RewrapBody(string? After = null);

/// <summary>What a step of a rewrap did.</summary>
/// <param name="Rewrapped">Versions that are under the active key now.</param>
/// <param name="Damaged">Versions that failed their integrity check, and stay as they are.</param>
/// <param name="Destroyed">Older keys that are gone since nothing is under them any more.</param>
/// <param name="Next">What to go on with; null when the end was reached.</param>
internal sealed record RewrapStep(int Rewrapped, int Damaged, int Destroyed, string? Next);
