namespace Qwak.Rest;

/// <summary>Problem details (RFC 9457) with a stable code. Never echoes a value of the request.</summary>
internal sealed record Problem(string Title, int Status, string? Detail, string Code, string? RequestId);
