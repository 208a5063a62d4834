namespace Qwak.Cli.Terminal;

/// <summary>The user left a prompt without an answer.</summary>
internal sealed class PromptAbortedException : Exception;
