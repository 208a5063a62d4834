namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>What a process left behind.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error);
