using Microsoft.Extensions.Logging;

namespace Qwak.Core.Audit;

/// <summary>Events 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Error, "{Count} refusals of unauthenticated callers could not be recorded")]
    public static partial void RefusalsLost(ILogger logger, int count, Exception cause);
}
