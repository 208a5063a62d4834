namespace Qwak.Core.Access;

/// <summary>Where a request comes from and how it was addressed.</summary>
/// <param name="Address">The caller's IP address.</param>
/// <param name="RequestId">Random id of the request, in the answer and in the audit trail.</param>
/// <param name="DialledAddress"><c>host:port</c> that the caller dialled (HTTP host), untrusted.</param>
/// <param name="EnvironmentHeader">The <c>x-qwak-environment</c> header, untrusted.</param>
/// <param name="Door">Through what it came.</param>
internal sealed record RequestOrigin(string? Address, string RequestId, string? DialledAddress, string? EnvironmentHeader, Door Door = Door.Rest);

/// <summary>A request whose credential was checked. Whether it is still good, and for what, is asked again at each operation.</summary>
internal sealed record RequestContext(string Credential, RequestOrigin Origin);
