namespace Qwak.Core.Secrets;

/// <summary>What a new value has to pass before it becomes the current one.</summary>
/// <param name="CurrentVersion">The version that it would follow; 0 for none.</param>
/// <param name="Sources">Names of the data sources that use the secret, as far as the caller may know of them.</param>
/// <param name="Hidden">How many others use it: they cannot be tried for the caller.</param>
internal sealed record RotationPlan(int CurrentVersion, IReadOnlyList<string> Sources, int Hidden);
