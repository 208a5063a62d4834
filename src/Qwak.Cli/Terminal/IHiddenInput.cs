namespace Qwak.Cli.Terminal;

/// <summary>Reads what is typed without showing it. Two kinds: the terminal of this process, and typed text in tests.</summary>
internal interface IHiddenInput
{
    /// <summary>The line without its end; null when the user gave up (Ctrl-C, or Ctrl-D on an empty line).</summary>
    string? ReadLine();
}
