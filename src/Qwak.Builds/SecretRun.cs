using System.Collections;
using System.Runtime.InteropServices;
using Qwak.Builds.Processes;
using Qwak.Clients;
using Qwak.Clients.SecretService;
using Qwak.Redaction;

namespace Qwak.Builds;

/// <summary>A command that is started with secrets.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Variables">Names of variables with names of secrets.</param>
/// <param name="Files">Paths with names of secrets.</param>
/// <param name="Descriptors">Names of variables, which tell where a file in memory is, with names of secrets.</param>
internal sealed record RunOptions(
    string[] Command, IReadOnlyList<(string Variable, string Secret)> Variables, IReadOnlyList<(string Path, string Secret)> Files,
    IReadOnlyList<(string Variable, string Secret)> Descriptors);

/// <summary>
/// Runs a command with secrets in its variables, in files and in descriptors, and with its output redacted. A file's path
/// becomes a link to memory-backed storage; link and file are gone when the command has ended.
/// </summary>
internal static class SecretRun
{
    private static readonly (PosixSignal Signal, int Number)[] Passed =
        [(PosixSignal.SIGINT, Posix.SIGINT), (PosixSignal.SIGTERM, Posix.SIGTERM), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGQUIT, 3)];

    /// <returns>The command's exit code; 128 and the signal's number when a signal ended it.</returns>
    /// <exception cref="QwakException">A secret cannot be read, or the command cannot be started.</exception>
    public static async Task<int> RunAsync(RunOptions options, QwakConnectionOptions connection, Stream output, Stream error)
    {
        Posix.ProtectThisProcess();
        using var redactor = new Redactor();
        using var storage = new PrivateFolder();
        using var reaper = new Reaper(storage);
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
        var links = new List<string>();
        var descriptors = new List<MemoryFile>();
        try
        {
            using (var client = new SecretServiceClient(connection))
            {
                foreach (var (variable, secret) in options.Variables)
                {
                    using var value = await GetAsync(client, redactor, secret).ConfigureAwait(false);
                    environment[variable] = value.Reveal();
                }

                foreach (var (path, secret) in options.Files)
                {
                    using var value = await GetAsync(client, redactor, secret).ConfigureAwait(false);
                    File.CreateSymbolicLink(path, storage.Write($"file-{links.Count}", value.RevealUtf8()));
                    links.Add(path);
                }

                foreach (var (variable, secret) in options.Descriptors)
                {
                    using var value = await GetAsync(client, redactor, secret).ConfigureAwait(false);
                    var descriptor = new MemoryFile(value.RevealUtf8());
                    descriptors.Add(descriptor);
                    environment[variable] = descriptor.Path;
                }
            }

            var process = new ChildProcess(redactor, reaper);
            var signals = Passed.Select(passed => PosixSignalRegistration.Create(passed.Signal, context =>
            {
                context.Cancel = true;
                process.Forward(passed.Number);
            })).ToList();
            var command = new ChildCommand(options.Command, null, environment) { TakesInput = true };
            var exitCode = await process.RunAsync(command, output, error, CancellationToken.None).ConfigureAwait(false);
            signals.ForEach(signal => signal.Dispose());
            return exitCode;
        }
        finally
        {
            links.ForEach(File.Delete);
            descriptors.ForEach(descriptor => descriptor.Dispose());
        }
    }

    private static async Task<SecretValue> GetAsync(SecretServiceClient client, Redactor redactor, string name)
    {
        var (value, isSensitive) = await client.ReadSecretAsync(name, CancellationToken.None).ConfigureAwait(false);
        if (isSensitive)
        {
            redactor.Add(name, value);
        }

        return value;
    }
}
