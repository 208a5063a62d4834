using Microsoft.Extensions.Logging;

namespace Qwak.Core.Audit;

/// <summary>Events 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Error, "{Count} refusals of unauthenticated callers could not be recorded; they are kept until the store can be written")]
    public static partial void RefusalsKept(ILogger logger, int count);

    [LoggerMessage(1101, LogLevel.Critical, "{Reason} Nothing is served. If you restored a backup or promoted a replica, stop the service and run 'qwak audit accept-rollback'; if not, somebody put it back: docs/operations/audit.md")]
    public static partial void RolledBack(ILogger logger, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "There was no audit anchor at {File}: it was made of what the store holds now. If this is not the first start with one, find out who removed it")]
    public static partial void AnchorMade(ILogger logger, string file);

    [LoggerMessage(1103, LogLevel.Error, "The audit anchor {File} cannot be written; it is tried again each second. Meanwhile a rollback to this moment would not be noticed")]
    public static partial void AnchorFailed(ILogger logger, string file, Exception cause);

    [LoggerMessage(1104, LogLevel.Error, "The audit file {File} cannot be written; it is optional, so the service goes on without it and tries again")]
    public static partial void OptionalFileFailed(ILogger logger, string file, Exception cause);

    [LoggerMessage(1105, LogLevel.Warning, "The last line of the audit file {File} is not an event of this store: the file goes on from event {Place}, and 'qwak audit export' has what lies between")]
    public static partial void FileIsOfAnother(ILogger logger, string file, string place);
}
