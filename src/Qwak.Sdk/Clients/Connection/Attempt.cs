using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>One attempt of a call.</summary>
/// <param name="Headers">Who asks, and in which environment.</param>
/// <param name="MayHaveHappened">Whether an earlier attempt of the same call was sent and then lost as UNAVAILABLE.</param>
/// <param name="CancellationToken">Cancelled by the caller or by the deadline.</param>
internal sealed record Attempt(Metadata Headers, bool MayHaveHappened, CancellationToken CancellationToken)
{
    // The headers hold the token, and a record prints its members.
    public override string ToString() => nameof(Attempt);
}
