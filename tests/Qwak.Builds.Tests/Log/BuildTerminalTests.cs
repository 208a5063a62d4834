using System.Text;
using Qwak.Builds.Log;
using Qwak.Wire.Builds;

namespace Qwak.Builds.Tests.Log;

/// <summary>Two outputs of a build on one terminal and in one log, in whatever pieces they come.</summary>
public sealed class BuildTerminalTests
{
    private readonly MemoryStream _shown = new();
    private readonly List<LogEntry> _log = [];
    private readonly BuildTerminal _terminal;
    private readonly LogSink _output;
    private readonly LogSink _error;

    public BuildTerminalTests()
    {
        _terminal = new BuildTerminal(_shown);
        (_output, _error) = (Sink(isError: false), Sink(isError: true));
    }

    private string Shown => Encoding.UTF8.GetString(_shown.ToArray());

    [Fact]
    public async Task A_line_that_the_other_output_interrupts_is_shown_again_from_its_beginning()
    {
        await WriteAsync(_output, "out ");
        await WriteAsync(_error, "err one\nerr ");
        await WriteAsync(_output, "one\n");
        await WriteAsync(_error, "two\n");

        Assert.Equal("out \nerr one\nerr \nout one\nerr two\n", Shown);
        Assert.Equal(["err one\n", "out one\n", "err two\n"], _log.Select(entry => entry.Text));
    }

    [Fact]
    public async Task An_unfinished_line_is_shown_at_once_and_not_repeated_while_nothing_comes_in_between()
    {
        await WriteAsync(_output, "50 %");
        Assert.Equal("50 %", Shown);

        await WriteAsync(_output, "\r100 %");
        _terminal.ShowLine("==> next");
        await WriteAsync(_output, "!\n");

        Assert.Equal("50 %\r100 %\n==> next\n100 %!\n", Shown);
    }

    [Fact]
    public async Task Every_line_of_both_outputs_stands_whole_on_the_terminal_when_both_write_letter_by_letter()
    {
        await Task.WhenAll(LettersAsync(_output, "out"), LettersAsync(_error, "err"));
        var shown = Shown.Split('\n');

        foreach (var line in Enumerable.Range(0, 200).SelectMany(i => new[] { $"out line {i}", $"err line {i}" }))
        {
            Assert.Contains(line, shown);
            Assert.Contains(_log, entry => entry.Text.Split('\n').Contains(line));
        }
    }

    [Fact]
    public async Task A_terminal_that_cannot_be_written_stops_neither_the_output_nor_the_log()
    {
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var terminal = new BuildTerminal(full);
        var sink = new LogSink(isError: false, terminal, Keep);

        terminal.ShowLine("==> step");
        await WriteAsync(sink, "one\n");
        await WriteAsync(sink, "two\n");

        Assert.Equal(["one\n", "two\n"], _log.Select(entry => entry.Text));
    }

    private LogSink Sink(bool isError) => new(isError, _terminal, Keep);

    private ValueTask Keep(LogEntry entry)
    {
        lock (_log)
        {
            _log.Add(entry);
        }

        return ValueTask.CompletedTask;
    }

    private static ValueTask WriteAsync(LogSink sink, string text) => sink.WriteAsync(Encoding.UTF8.GetBytes(text));

    private static async Task LettersAsync(LogSink sink, string name)
    {
        for (var i = 0; i < 200; i++)
        {
            foreach (var letter in $"{name} line {i}\n")
            {
                await WriteAsync(sink, letter.ToString());
                await Task.Yield();
            }
        }
    }
}
