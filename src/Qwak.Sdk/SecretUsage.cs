namespace Qwak;

/// <summary>How a secret was used.</summary>
/// <param name="Reads">The days on which it was read or used, oldest first; days without either are left out.</param>
public sealed record SecretUsage(IReadOnlyList<SecretUsageDay> Reads);

/// <summary>How often a secret was read and used on one day.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Reads">How often its value was given to somebody.</param>
/// <param name="Uses">How often it was used for somebody who did not see it.</param>
public sealed record SecretUsageDay(DateOnly Day, long Reads, long Uses);
