using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>Where the headers of an attempt come from: logged in (<see cref="LoggedIn"/>) or not (<see cref="Anonymous"/>).</summary>
internal interface IRequestHeaders
{
    /// <summary>The headers, and the token among them if it can be renewed.</summary>
    ValueTask<(Metadata Headers, BearerToken? Token)> GetAsync(CancellationToken cancellationToken);

    /// <summary>Forgets a token that was not accepted.</summary>
    void Drop(BearerToken token);
}
