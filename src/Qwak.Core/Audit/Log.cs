using Microsoft.Extensions.Logging;

namespace Qwak.Core.Audit;

/// <summary>Events 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Error, "{Count} refusals of unauthenticated callers could not be recorded; they are kept until the store can be written")]
    public static partial void RefusalsKept(ILogger logger, int count);
}
