namespace Qwak.Rest;

/// <summary>Body of <c>POST /api/v1/service/seal</c>: nothing to say.</summary>
internal sealed record SealBody;

/// <summary>Answer of sealing and of unsealing.</summary>
/// <param name="IsSealed">Whether the service is sealed now.</param>
internal sealed record SealState(bool IsSealed);
