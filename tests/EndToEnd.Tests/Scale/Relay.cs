using System.Net;
using System.Net.Sockets;

namespace Qwak.EndToEnd.Tests.Scale;

/// <summary>A cable between a process and its database that a test can cut: then nothing arrives any more, and neither end is told.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];
    private readonly int _to;
    private volatile TaskCompletionSource _whole = Done();

    /// <param name="to">A port of this machine.</param>
    /// <param name="network">Whose outer end of the link to listen at; null for this machine only.</param>
    public Relay(int to, NetworkNamespace? network = null)
    {
        _to = to;
        _listener = network is null ? Listen(IPAddress.Loopback) : network.Open(() => Listen(NetworkNamespace.Outside));
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running.Add(AcceptAsync());
    }

    public int Port { get; }

    /// <summary>What is under way and what comes stays where it is.</summary>
    public void Cut() => _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _whole.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Mend();
        await _ending.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var from = await _listener.AcceptTcpClientAsync(_ending.Token);
            _running.Add(CarryAsync(from));
        }
    }

    private async Task CarryAsync(TcpClient from)
    {
        using var _ = from;
        await _whole.Task.WaitAsync(_ending.Token);
        using var to = new TcpClient();
        await to.ConnectAsync(IPAddress.Loopback, _to, _ending.Token);
        await Task.WhenAny(CopyAsync(from.GetStream(), to.GetStream()), CopyAsync(to.GetStream(), from.GetStream()));
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _ending.Token)) > 0)
        {
            await _whole.Task.WaitAsync(_ending.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), _ending.Token);
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
