using System.Data.Common;
using System.Net;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Sql;

/// <summary>A driver's pool of connections to one server, made at its first use, when the server's addresses have been checked.</summary>
internal sealed class DriverPool<T>(DestinationGuard guard, HostPort target, Func<IPAddress[], T> build) : IAsyncDisposable
    where T : DbDataSource
{
    private readonly SemaphoreSlim _making = new(1);
    private T? _pool;

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        if (_pool is { } made)
        {
            return made;
        }

        await _making.WaitAsync(cancellationToken);
        try
        {
            return _pool ??= build(await guard.ResolveAsync(target, cancellationToken));
        }
        finally
        {
            _making.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _making.Dispose();
        await (_pool?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
