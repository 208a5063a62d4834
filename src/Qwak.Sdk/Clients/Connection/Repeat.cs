namespace Qwak.Clients.Connection;

/// <summary>When a failed attempt may be made again.</summary>
internal enum Repeat
{
    /// <summary>Whenever the failure may pass: the call does no harm when it is carried out twice.</summary>
    Transient,

    /// <summary>Only when the service cannot have seen it: each one makes another key or token.</summary>
    NeverSent,
}
