using System.Collections.Concurrent;
using System.Net;
using System.Runtime.ExceptionServices;

namespace Qwak.Connectors.MongoDb;

/// <summary>
/// Which members of a deployment can be reached. The driver goes on trying until its time is over, and then says only that
/// it found no server: this says at once when nothing is left to try, and why.
/// </summary>
/// <param name="hosts">How many the definition names.</param>
internal sealed class MongoDbReach(int hosts) : IDisposable
{
    private readonly ConcurrentDictionary<EndPoint, Exception> _failed = new();
    private readonly CancellationTokenSource _hopeless = new();
    private Exception? _refused;

    public CancellationToken Hopeless => _hopeless.Token;

    /// <summary>An address that must not be dialled, or cannot be.</summary>
    public void Refused(Exception exception)
    {
        if (Interlocked.CompareExchange(ref _refused, exception, null) is null && exception is ConnectorException)
        {
            _hopeless.Cancel();
        }
    }

    public void Failed(EndPoint member, Exception exception)
    {
        _failed[member] = exception;
        if (_failed.Count >= hosts)
        {
            _hopeless.Cancel();
        }
    }

    public void Succeeded(EndPoint member) => _failed.TryRemove(member, out _);

    /// <summary>Throws what is in the way, if anything is.</summary>
    public void ThrowFailure()
    {
        if ((_refused ?? _failed.Values.FirstOrDefault()) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose() => _hopeless.Dispose();
}
