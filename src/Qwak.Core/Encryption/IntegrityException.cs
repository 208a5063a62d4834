namespace Qwak.Core.Encryption;

/// <summary>
/// What is stored is not what was stored: altered, moved or damaged. One exception without detail for every cause,
/// so that nobody learns which step failed.
/// </summary>
internal sealed class IntegrityException() : Exception("Stored data failed its integrity check.");
