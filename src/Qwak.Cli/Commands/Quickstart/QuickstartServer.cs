using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Sees to it that the quickstart's server runs and is ready.</summary>
internal sealed class QuickstartServer(CliConsole console, QuickstartFolder folder)
{
    private const int LogLinesShown = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Continues with the running server, or starts it at the wanted address, else at that of the last time.</summary>
    public async Task<ListenAddress> EnsureAsync(ListenAddress? wanted, CancellationToken cancellationToken)
    {
        var before = File.Exists(folder.Address) ? ListenAddress.Parse(File.ReadAllText(folder.Address).Trim()) : null;
        var address = wanted ?? before ?? ListenAddress.Parse(ListenAddress.Usual)!;
        if (ServerProcess.Find(folder) is { } running)
        {
            if (address == before)
            {
                console.WriteLine($"The service is running already (process {running.Id}).");
                await WaitAsync(address, () => !running.IsRunning, logStart: 0, cancellationToken).ConfigureAwait(false);
                return address;
            }

            console.WriteLine($"Stopping the service at {before}, to start it again at {address} ...");
            await running.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        await StartAsync(address, cancellationToken).ConfigureAwait(false);
        return address;
    }

    private async Task StartAsync(ListenAddress address, CancellationToken cancellationToken)
    {
        if (address.IsTaken())
        {
            throw new CliException(
                $"Error: {address} is in use by another program. Choose another address: {QuickstartWords.Command} quickstart --listen {address.Alternative}");
        }

        console.WriteLine($"Starting the service at {address} ...");
        var started = TimeProvider.System.GetTimestamp();
        var logStart = File.Exists(folder.Log) ? new FileInfo(folder.Log).Length : 0;
        using var process = DetachedStart.Start(folder, address);
        await WaitAsync(address, () => process.HasExited, logStart, cancellationToken).ConfigureAwait(false);
        console.WriteLine($"Ready after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s (process {process.Id}).");
    }

    private async Task WaitAsync(ListenAddress address, Func<bool> hasExited, long logStart, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(address, cancellationToken).ConfigureAwait(false))
        {
            if (hasExited())
            {
                throw Failed("The service ended at once.", logStart);
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw Failed($"The service is not ready after {Patience.TotalSeconds:0} s.", logStart);
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Until the first start has written the certificate authority there is nobody to trust.
    private async Task<bool> IsReadyAsync(ListenAddress address, CancellationToken cancellationToken) =>
        File.Exists(folder.CertificateAuthority)
        && await ServiceHealth.IsReadyAsync(address.Url, folder.CertificateAuthority, cancellationToken).ConfigureAwait(false);

    private CliException Failed(string what, long logStart)
    {
        var lines = ReadLog(logStart);
        return new CliException(
            $"Error: {what} The end of its log, {folder.Log}:\n"
            + string.Concat(lines.Select(line => $"  {line}\n"))
            + $"When the cause is gone, run '{QuickstartWords.Command} quickstart' again.");
    }

    private IEnumerable<string> ReadLog(long start)
    {
        if (!File.Exists(folder.Log))
        {
            return ["(nothing)"];
        }

        using var log = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Min(start, log.Length);
        using var reader = new StreamReader(log);
        return [.. reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(LogLinesShown)];
    }
}
