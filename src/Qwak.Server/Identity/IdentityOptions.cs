using System.Net;

namespace Qwak.Server.Identity;

/// <summary>What the administrator decided about identity providers when the server was started.</summary>
internal sealed record IdentityOptions
{
    /// <summary>Networks in which issuers may lie although they are of this machine or of a link.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];
}
