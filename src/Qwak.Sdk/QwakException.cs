using Grpc.Core;

namespace Qwak;

/// <summary>What a call to the service, or its configuration, failed with. The message never holds a secret value.</summary>
public sealed class QwakException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="code">Stable code, one of <see cref="QwakErrorCodes"/>.</param>
    /// <param name="statusCode">The gRPC status; REST answers are mapped to the status that means the same.</param>
    /// <param name="innerException">The cause, if any.</param>
    public QwakException(
        string message,
        string code = QwakErrorCodes.Unknown,
        StatusCode statusCode = StatusCode.Unknown,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        StatusCode = statusCode;
    }

    /// <summary>Stable code, one of <see cref="QwakErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The gRPC status of the answer; <see cref="StatusCode.Unknown"/> when there was none.</summary>
    public StatusCode StatusCode { get; }
}
