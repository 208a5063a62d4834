using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>
/// A refusal or a failure of one attempt, from gRPC or REST alike. It does not leave the SDK: each operation turns it
/// into a <see cref="QwakException"/> with its own text.
/// </summary>
internal sealed class ServiceFailure(StatusCode status, string code, string details, Exception? cause = null)
    : Exception(details, cause)
{
    public StatusCode Status => status;

    public string Code => code;

    public string Details => Message;

    /// <summary>When the service asks to be left alone for a while; negative: not to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether no connection was made, so that the service cannot have acted on the request.</summary>
    public bool NeverSent { get; init; }

    /// <summary>Whether trying again may help. A certificate that is not trusted stays so.</summary>
    public bool Transient { get; init; }

    public QwakException As(string message) => new(message, Code, Status, InnerException);
}
