using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Qwak.Connectors.Network;

/// <summary>
/// A SOCKS5 proxy (RFC 1928, with the login of RFC 1929) on a free port of this machine, for one connector alone: for
/// drivers that dial by themselves, and others too that servers tell them of. It dials what the guard gives, and nothing else.
/// What goes through it is TLS between the driver and the server.
/// </summary>
/// <param name="guard">Decides, and resolves the names.</param>
/// <param name="refused">Told why an address was not dialled: the driver learns no more than that.</param>
internal sealed class GuardedRelay(DestinationGuard guard, Action<Exception> refused) : IAsyncDisposable
{
    private const byte Version = 5;
    private const byte Succeeded = 0;
    private const byte Unreachable = 4;
    private const byte ByLogin = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;

    /// <summary>Only its own driver logs in, whoever else is on this machine.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        try
        {
            using var driver = new NetworkStream(accepted, ownsSocket: true);
            using var connected = await ConnectAsync(driver);
            if (connected is not null)
            {
                using var server = new NetworkStream(connected, ownsSocket: true);
                await Task.WhenAny(driver.CopyToAsync(server, _stop.Token), server.CopyToAsync(driver, _stop.Token));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The driver or the server has gone, which both notice by themselves.
        }
    }

    /// <summary>The connection that the driver asks for; null when it gets none.</summary>
    private async Task<Socket?> ConnectAsync(NetworkStream driver)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(Patience);
        if (!await LogInAsync(driver, patience.Token) || await ReadTargetAsync(driver, patience.Token) is not { } target)
        {
            return null;
        }

        Socket? connected = null;
        try
        {
            connected = await guard.DialAsync(target, patience.Token);
        }
        catch (Exception exception) when (exception is ConnectorException or SocketException)
        {
            refused(exception);
        }

        await driver.WriteAsync(
            new byte[] { Version, connected is null ? Unreachable : Succeeded, 0, 1, 0, 0, 0, 0, 0, 0 }, patience.Token);
        return connected;
    }

    private async Task<bool> LogInAsync(NetworkStream driver, CancellationToken cancellationToken)
    {
        var greeting = await ReadAsync(driver, 2, cancellationToken);
        await ReadAsync(driver, greeting[1], cancellationToken);
        if (greeting[0] != Version)
        {
            return false;
        }

        await driver.WriteAsync(new byte[] { Version, ByLogin }, cancellationToken);
        var user = await ReadAsync(driver, (await ReadAsync(driver, 2, cancellationToken))[1], cancellationToken);
        var password = await ReadAsync(driver, (await ReadAsync(driver, 1, cancellationToken))[0], cancellationToken);
        var isOurs = user.Length > 0 && CryptographicOperations.FixedTimeEquals(password, Encoding.ASCII.GetBytes(Password));
        await driver.WriteAsync(new byte[] { 1, isOurs ? Succeeded : (byte)1 }, cancellationToken);
        return isOurs;
    }

    private static async Task<HostPort?> ReadTargetAsync(NetworkStream driver, CancellationToken cancellationToken)
    {
        const byte Connect = 1;
        var request = await ReadAsync(driver, 4, cancellationToken);
        var host = request[3] switch
        {
            1 => new IPAddress(await ReadAsync(driver, 4, cancellationToken)).ToString(),
            3 => Encoding.ASCII.GetString(await ReadAsync(driver, (await ReadAsync(driver, 1, cancellationToken))[0], cancellationToken)),
            4 => new IPAddress(await ReadAsync(driver, 16, cancellationToken)).ToString(),
            _ => null,
        };
        return host is null || request[1] != Connect
            ? null
            : new HostPort(host, BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(driver, 2, cancellationToken)));
    }

    private static async Task<byte[]> ReadAsync(NetworkStream driver, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await driver.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
