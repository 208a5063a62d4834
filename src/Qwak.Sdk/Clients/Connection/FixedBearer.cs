using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>A bearer token that no login gave and none can renew.</summary>
internal sealed class FixedBearer(string token) : IRequestHeaders
{
    public ValueTask<(Metadata Headers, BearerToken? Token)> GetAsync(CancellationToken cancellationToken) =>
        new((new Metadata { { "authorization", "Bearer " + token } }, null));

    public void Drop(BearerToken token)
    {
    }
}
