using System.Globalization;
using Qwak.Cli.Commands.Server;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>The quickstart's server while it runs.</summary>
internal sealed class ServerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly QuickstartFolder _folder;

    private ServerProcess(QuickstartFolder folder, int id) => (_folder, Id) = (folder, id);

    public int Id { get; }

    /// <summary>
    /// The process that <c>server.pid</c> names, if it really is our server: numbers are given again, and no stranger's process may be
    /// signalled.
    /// </summary>
    public static ServerProcess? Find(QuickstartFolder folder) =>
        File.Exists(folder.ProcessId)
        && int.TryParse(File.ReadAllText(folder.ProcessId), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
        && id > 1
        && new ServerProcess(folder, id) is { IsRunning: true } server
            ? server
            : null;

    public bool IsRunning =>
        ProcessArguments.Of(Id) is { } arguments
        && arguments.Contains("qwak-server", StringComparison.Ordinal)
        && arguments.Contains(_folder.Data, StringComparison.Ordinal);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        UnixProcess.Signal(Id, UnixProcess.Terminate);
        var started = TimeProvider.System.GetTimestamp();
        while (IsRunning)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new CliException($"Error: The service (process {Id}) was asked to stop and still runs after {Patience.TotalSeconds:0} s; see {_folder.Log}.");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        File.Delete(_folder.ProcessId);
    }
}
