using System.Diagnostics;
using Qwak.Redaction;

namespace Qwak.Builds.Processes;

/// <summary>A command, where it runs, and all of its environment.</summary>
/// <param name="Program">The program and its arguments.</param>
/// <param name="Folder">Where it runs; null: where this process does.</param>
/// <param name="Environment">All of its variables.</param>
internal sealed record ChildCommand(string[] Program, string? Folder, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Whether it reads this process's standard input; else it finds an empty one.</summary>
    public bool TakesInput { get; init; }

    /// <summary>Never its variables: they carry credentials.</summary>
    public override string ToString() => Program[0];
}

/// <summary>
/// Runs a command with its two outputs redacted. The command has a session of its own, so that whatever it starts ends with it.
/// </summary>
internal sealed class ChildProcess(Redactor redactor, Reaper reaper)
{
    private static readonly TimeSpan Politeness = TimeSpan.FromSeconds(5);

    private volatile Process? _running;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="output">Where its redacted standard output goes.</param>
    /// <param name="error">Where its redacted standard error goes.</param>
    /// <param name="cancellationToken">Ends the command: SIGTERM, and SIGKILL after 5 seconds.</param>
    /// <returns>Its exit code; 128 and the signal's number when a signal ended it.</returns>
    /// <exception cref="QwakException">The program cannot be started.</exception>
    public async Task<int> RunAsync(ChildCommand command, Stream output, Stream error, CancellationToken cancellationToken)
    {
        using var process = _running = Start(command);
        reaper.Watch(process.Id);
        using var stopping = cancellationToken.Register(() => Signal(process, Posix.SIGTERM));
        if (!command.TakesInput)
        {
            process.StandardInput.Close();
        }

        var pumps = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, output), PumpAsync(process.StandardError.BaseStream, error));
        await WaitAsync(process, cancellationToken).ConfigureAwait(false);

        if (cancellationToken.IsCancellationRequested)
        {
            // What ended first may only have been around what is to end: it has its time too.
            await Task.WhenAny(pumps, Task.Delay(Politeness, CancellationToken.None)).ConfigureAwait(false);
        }

        // What it left running in the background would hold its outputs open.
        Signal(process, Posix.SIGKILL);
        _running = null;
        await pumps.ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <summary>Hands a signal on to the command that runs.</summary>
    public void Forward(int signal)
    {
        if (_running is { } process)
        {
            Signal(process, signal);
        }
    }

    private static Process Start(ChildCommand command)
    {
        string[] program = Programs.SetSession is { } setSession ? [setSession, .. command.Program] : command.Program;
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            WorkingDirectory = command.Folder ?? "",
            RedirectStandardInput = !command.TakesInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        if (Programs.Find(command.Program[0]) is null)
        {
            throw new QwakException($"Cannot start {command.Program[0]}: there is no such program.", QwakErrorCodes.NotConfigured);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new QwakException($"Cannot start {command.Program[0]}: {e.Message}", QwakErrorCodes.NotConfigured, innerException: e);
        }
    }

    private async Task PumpAsync(Stream from, Stream to)
    {
        var redacting = new RedactingStream(to, redactor, leaveOpen: true);
        await using (redacting.ConfigureAwait(false))
        {
            var buffer = new byte[32 * 1024];
            int read;
            while ((read = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                await redacting.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            }
        }
    }

    private static async Task WaitAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            using var patience = new CancellationTokenSource(Politeness);
            using var killing = patience.Token.Register(() => Signal(process, Posix.SIGKILL));
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static void Signal(Process process, int signal)
    {
        if (Programs.SetSession is not null)
        {
            Posix.SignalGroup(process.Id, signal);
        }
        else if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
