namespace Qwak.Core.ModelBuilds;

/// <summary>What a runner is told that comes back.</summary>
/// <param name="Environment">Name of the build's environment.</param>
/// <param name="IsFinished">Whether the build has ended, as its runner said; it is not taken up then.</param>
internal sealed record ResumedBuild(string Environment, bool IsFinished);
