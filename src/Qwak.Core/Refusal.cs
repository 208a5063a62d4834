namespace Qwak.Core;

/// <summary>Why an operation was refused; doors map each to their own status in one file.</summary>
internal enum RefusalCode
{
    InvalidName,
    InvalidValue,
    ValueTooLarge,
    Unauthenticated,
    PermissionDenied,
    NotFound,
    VersionConflict,
    AlreadyExists,
    RateLimited,
    Unavailable,
    UnknownEnvironment,

    /// <summary>Something else still needs it.</summary>
    InUse,

    /// <summary>A data source could not be opened or read.</summary>
    SourceFailed,

    /// <summary>What is stored fails its integrity check: it was altered, moved or damaged.</summary>
    IntegrityFailure,
}

/// <summary>An expected failure: what was wrong and what to do. The message never holds a value of the request.</summary>
internal sealed record Refusal(RefusalCode Code, string Message, TimeSpan? RetryAfter = null)
{
    public static readonly Refusal SecretNotFound = new(RefusalCode.NotFound, "Secret not found");

    public static readonly Refusal Unauthenticated = new(
        RefusalCode.Unauthenticated, "The credential is missing, wrong, expired or revoked.");

    public static Refusal Denied(string message) => new(RefusalCode.PermissionDenied, message);

    public static Refusal Unavailable(string message) => new(RefusalCode.Unavailable, message, TimeSpan.FromSeconds(1));

    public static Refusal RateLimited(string message, TimeSpan retryAfter) => new(RefusalCode.RateLimited, message, retryAfter);

    /// <summary>The stable code, as in problem details, gRPC trailers and audit events.</summary>
    public string CodeText => Code switch
    {
        RefusalCode.InvalidName => QwakErrorCodes.InvalidName,
        RefusalCode.InvalidValue => QwakErrorCodes.InvalidValue,
        RefusalCode.ValueTooLarge => QwakErrorCodes.ValueTooLarge,
        RefusalCode.Unauthenticated => QwakErrorCodes.Unauthenticated,
        RefusalCode.PermissionDenied => QwakErrorCodes.PermissionDenied,
        RefusalCode.NotFound => QwakErrorCodes.NotFound,
        RefusalCode.VersionConflict => QwakErrorCodes.VersionConflict,
        RefusalCode.AlreadyExists => QwakErrorCodes.AlreadyExists,
        RefusalCode.RateLimited => QwakErrorCodes.RateLimited,
        RefusalCode.Unavailable => QwakErrorCodes.Unavailable,
        RefusalCode.UnknownEnvironment => QwakErrorCodes.UnknownEnvironment,
        RefusalCode.InUse => QwakErrorCodes.InUse,
        RefusalCode.SourceFailed => QwakErrorCodes.SourceFailed,
        RefusalCode.IntegrityFailure => QwakErrorCodes.IntegrityFailure,
    };
}
