using System.Net;
using System.Net.Sockets;

namespace Qwak.Connectors.Network;

/// <summary>
/// Decides which addresses a use of secrets may dial: each secret's own destinations must hold the host and port, and what
/// the name resolves to must not be a special address. The caller dials the addresses it is given, and resolves no name itself.
/// </summary>
internal sealed class DestinationGuard(IReadOnlyDictionary<string, IReadOnlyList<Destination>> bindings, NetworkPolicy policy)
{
    public NetworkPolicy Policy { get; } = policy;

    /// <summary>The same for guards that decide alike, so that a kept connection does not outlive a binding.</summary>
    public string Fingerprint { get; } = string.Join(' ', bindings
        .OrderBy(binding => binding.Key, StringComparer.Ordinal)
        .Select(binding => $"{binding.Key}={string.Join(',', binding.Value.Select(destination => destination.ToString()).Order(StringComparer.Ordinal))}"));

    /// <summary>Whether a secret has an entry; one without is bound to nothing, and goes nowhere.</summary>
    public bool Knows(string secret) => bindings.ContainsKey(secret);

    /// <exception cref="ConnectorException">A secret is not bound to it.</exception>
    public void Check(HostPort target)
    {
        // Its text is not repeated: a server that was told a password could have put it there, or words into the command below.
        if (!target.IsValid)
        {
            throw new ConnectorException(ConnectorFailure.RefusedDestination, "An address, of the definition or told by a server, is no HOST:PORT.");
        }

        foreach (var (secret, destinations) in bindings)
        {
            if (!destinations.Any(destination => destination.Covers(target.Host, target.Port)))
            {
                throw new ConnectorException(
                    ConnectorFailure.RefusedDestination,
                    $"The secret '{secret}' may not be sent to {target}. "
                    + $"If it should, bind it: qwak secrets bind --name {secret} --to {target}");
            }
        }
    }

    /// <summary>The addresses of a host, all checked.</summary>
    /// <exception cref="ConnectorException">The destination is refused, or its name is not known.</exception>
    public async Task<IPAddress[]> ResolveAsync(HostPort target, CancellationToken cancellationToken)
    {
        Check(target);
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(target.Host, out var address) ? [address] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new ConnectorException(ConnectorFailure.NameResolution, $"The name of {target} could not be resolved.");
        }

        // One bad address condemns the name: which one a driver takes is not ours to bet on.
        return Array.Find(addresses, address => !Policy.Allows(address)) is { } refused
            ? throw new ConnectorException(
                ConnectorFailure.RefusedDestination,
                $"{target} leads to {refused}, an address of this machine, its link or a cloud's metadata, which data sources may not use.")
            : addresses;
    }

    /// <summary>Connects to the first of the checked addresses that answers.</summary>
    public async Task<Socket> DialAsync(HostPort target, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(target, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
