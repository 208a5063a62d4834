namespace Qwak.Server.Identity;

/// <summary>Events 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Warning, "The keys of the identity provider '{Provider}' cannot be had: {Reason} Those that are known are used for an hour at most")]
    public static partial void IssuerKeysFailed(ILogger logger, string provider, string reason);

    [LoggerMessage(2101, LogLevel.Warning, "The identity provider '{Provider}' gave no ID token for a code: it says '{Error}'")]
    public static partial void CodeRefused(ILogger logger, string provider, string error);

    [LoggerMessage(2102, LogLevel.Warning, "The identity provider '{Provider}' cannot be asked for an ID token: {Reason}")]
    public static partial void CodeFailed(ILogger logger, string provider, string reason);
}
