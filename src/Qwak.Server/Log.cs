namespace Qwak.Server;

/// <summary>Events 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "The seal's key file {File} lies inside the data directory: who copies the directory can open it. Move it out and name it with --seal-key-file")]
    public static partial void SealKeyInside(ILogger logger, string file);

    [LoggerMessage(2001, LogLevel.Error, "Request {RequestId} failed")]
    public static partial void RequestFailed(ILogger logger, string requestId, Exception cause);

    [LoggerMessage(2002, LogLevel.Error, "An audit checkpoint could not be written; it is tried again in a second")]
    public static partial void CheckpointFailed(ILogger logger, Exception cause);

    [LoggerMessage(2007, LogLevel.Information, "The service is running at {Addresses} with the data directory {DataDirectory}")]
    public static partial void Running(ILogger logger, string addresses, string dataDirectory);

    [LoggerMessage(2008, LogLevel.Warning, "The service is sealed: it has no key any more, and answers 'unavailable' until it is unsealed")]
    public static partial void Sealed(ILogger logger);

    [LoggerMessage(2009, LogLevel.Warning, "Somebody tried to unseal the service and could not: {Reason}")]
    public static partial void NotUnsealed(ILogger logger, string reason);

    [LoggerMessage(2010, LogLevel.Information, "The service is unsealed and serves again")]
    public static partial void Unsealed(ILogger logger);

    [LoggerMessage(2005, LogLevel.Error, "Secrets whose retention is over could not be destroyed; it is tried again in a minute")]
    public static partial void DestructionFailed(ILogger logger, Exception cause);

    [LoggerMessage(2006, LogLevel.Error, "Audit events whose retention is over could not be cut off; it is tried again in a minute")]
    public static partial void AuditCutFailed(ILogger logger, Exception cause);

    [LoggerMessage(2004, LogLevel.Warning, "The administrator's API key still lies in {File}: who copies the data directory is an administrator. Move it into a password manager and delete the file")]
    public static partial void AdminKeyInside(ILogger logger, string file);

    [LoggerMessage(2012, LogLevel.Information, "A backup was made: {File}")]
    public static partial void BackupMade(ILogger logger, string file);

    [LoggerMessage(2013, LogLevel.Warning, "The system does not let keys be locked in memory, so they may be swapped out: raise RLIMIT_MEMLOCK (LimitMEMLOCK= of a systemd unit) to 1 MiB or more, or have no swap")]
    public static partial void KeysNotLocked(ILogger logger);

    [LoggerMessage(2011, LogLevel.Error, "No backup could be made; it is tried again in ten minutes")]
    public static partial void BackupFailed(ILogger logger, Exception cause);
}
