using Microsoft.Extensions.Logging;

namespace Qwak.Core.Identity;

/// <summary>Events 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Warning, "A token for the identity provider '{Provider}' from {Address} (request {RequestId}) was refused, {Outcome}: {Explanation}. It says {Claims}")]
    public static partial void TokenRefused(ILogger logger, string provider, string? address, string requestId, string outcome, string explanation, string claims);
}
