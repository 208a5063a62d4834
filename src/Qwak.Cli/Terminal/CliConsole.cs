using System.Text;

namespace Qwak.Cli.Terminal;

/// <summary>The three streams of a command: data to standard output, everything else to standard error.</summary>
internal sealed class CliConsole
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public CliConsole(Stream input, Stream output, Stream error, IHiddenInput? terminal)
    {
        Input = input;
        Output = output;
        Terminal = terminal;
        OutputWriter = new StreamWriter(output, Utf8, leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
        ErrorWriter = new StreamWriter(error, Utf8, leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
    }

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>Reads without echo; null when standard input is not a terminal.</summary>
    public IHiddenInput? Terminal { get; }

    /// <summary>Whether standard error is a terminal, where a line of progress can be drawn.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether standard output is a terminal, which is no place for bytes that are not text.</summary>
    public bool IsOutputTerminal { get; init; }

    public TextWriter OutputWriter { get; }

    public TextWriter ErrorWriter { get; }

    public static CliConsole OfThisProcess() => new(
        Console.OpenStandardInput(),
        new PipeOutput(Console.OpenStandardOutput()),
        Console.OpenStandardError(),
        Console.IsInputRedirected ? null : new TerminalInput())
    {
        ShowsProgress = !Console.IsErrorRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
    };

    public void WriteLine(string text) => OutputWriter.Write($"{text}\n");

    /// <summary>Writes bytes as they are: no encoding stands between a value and its reader.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        Output.Write(utf8);
        Output.Flush();
    }

    public void WriteErrorLine(string text) => ErrorWriter.Write($"{text}\n");

    /// <summary>Draws over the last line of progress; an empty one takes it away.</summary>
    public void DrawProgress(string text)
    {
        if (ShowsProgress)
        {
            ErrorWriter.Write($"\r\u001b[K{text}");
        }
    }

    /// <summary>Shows a prompt on standard error, so that standard output stays data, and reads one line without echo.</summary>
    public string ReadHiddenLine(string prompt)
    {
        ErrorWriter.Write(prompt);
        try
        {
            return (Terminal is { } terminal ? terminal.ReadLine() : PipedLine.Read(Input)) ?? throw new PromptAbortedException();
        }
        finally
        {
            // What was typed was not echoed, nor was its end.
            ErrorWriter.Write("\n");
        }
    }
}
