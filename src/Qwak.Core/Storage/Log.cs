using Microsoft.Extensions.Logging;

namespace Qwak.Core.Storage;

/// <summary>Events 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "A group of {Count} could not be committed; none of it was acknowledged")]
    public static partial void CommitFailed(ILogger logger, int count, Exception cause);

    [LoggerMessage(1002, LogLevel.Error, "A change met an error of the database and was taken back")]
    public static partial void ChangeFailed(ILogger logger, Exception cause);

    [LoggerMessage(1001, LogLevel.Error, "The store could not be read")]
    public static partial void ReadFailed(ILogger logger, Exception cause);
}
