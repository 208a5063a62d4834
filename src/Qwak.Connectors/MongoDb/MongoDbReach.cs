using System.Net;
using System.Runtime.ExceptionServices;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.MongoDb;

/// <summary>
/// Which members of a deployment can be reached. The driver goes on trying until its time is over, and then says only that
/// it found no server: this says at once when nothing is left to try, and why.
/// </summary>
/// <param name="hosts">Those that the definition names; servers tell of others.</param>
internal sealed class MongoDbReach(IEnumerable<HostPort> hosts) : IDisposable
{
    private readonly Lock _lock = new();

    // The last outcome of each: null while there is none, or since it answers.
    private readonly Dictionary<HostPort, Exception?> _members = hosts.Distinct().ToDictionary(host => host, _ => (Exception?)null);
    private CancellationTokenSource _hopeless = new();
    private Exception? _notDialled;

    public CancellationToken Hopeless
    {
        get
        {
            lock (_lock)
            {
                return _hopeless.Token;
            }
        }
    }

    /// <summary>An address that must not be dialled, which ends every use, or cannot be, which the driver tells of the member too.</summary>
    public void Refused(Exception exception)
    {
        var isForbidden = exception is ConnectorException { Failure: ConnectorFailure.RefusedDestination };
        CancellationTokenSource hopeless;
        lock (_lock)
        {
            hopeless = _hopeless;
            _notDialled = isForbidden ? exception : _notDialled ?? exception;
        }

        if (isForbidden)
        {
            hopeless.Cancel();
        }
    }

    public void Failed(EndPoint member, Exception exception)
    {
        CancellationTokenSource hopeless;
        lock (_lock)
        {
            _members[Name(member)] = exception;
            if (_members.ContainsValue(null))
            {
                return;
            }

            hopeless = _hopeless;
        }

        hopeless.Cancel();
    }

    public void Succeeded(EndPoint member)
    {
        lock (_lock)
        {
            _members[Name(member)] = null;
            if (_notDialled is not ConnectorException { Failure: ConnectorFailure.RefusedDestination })
            {
                _notDialled = null;
                _hopeless = _hopeless.IsCancellationRequested ? new CancellationTokenSource() : _hopeless;
            }
        }
    }

    /// <summary>Throws what is in the way, if anything is.</summary>
    public void ThrowFailure()
    {
        Exception? failure;
        lock (_lock)
        {
            failure = _notDialled ?? _members.Values.FirstOrDefault(failed => failed is not null);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose() => _hopeless.Dispose();

    private static HostPort Name(EndPoint member) => member switch
    {
        DnsEndPoint name => new HostPort(name.Host.ToLowerInvariant(), name.Port),
        IPEndPoint address => new HostPort(address.Address.ToString(), address.Port),
        _ => new HostPort(member.ToString() ?? "", 0),
    };
}
