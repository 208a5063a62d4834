using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>For the login itself.</summary>
internal sealed class Anonymous : IRequestHeaders
{
    public ValueTask<(Metadata Headers, BearerToken? Token)> GetAsync(CancellationToken cancellationToken) => new(([], null));

    public void Drop(BearerToken token)
    {
    }
}
