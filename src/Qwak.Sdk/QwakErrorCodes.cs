namespace Qwak;

/// <summary>The stable codes of refusals, the same in REST problem details, in gRPC trailers and in <see cref="QwakException.Code"/>.</summary>
public static class QwakErrorCodes
{
    /// <summary>The name does not meet the rule; the message offers the corrected form.</summary>
    public const string InvalidName = "invalid_name";

    /// <summary>A value or another part of the request cannot be accepted.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>The value is larger than the server's limit (1 MiB by default).</summary>
    public const string ValueTooLarge = "value_too_large";

    /// <summary>No credential, or one that is wrong, expired or revoked.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The credential is good but may not do this.</summary>
    public const string PermissionDenied = "permission_denied";

    /// <summary>No such thing, or none that the caller may know of.</summary>
    public const string NotFound = "not_found";

    /// <summary>The expected version is not the current one.</summary>
    public const string VersionConflict = "version_conflict";

    /// <summary>Something of that name is there already.</summary>
    public const string AlreadyExists = "already_exists";

    /// <summary>Too many requests; the answer says when to try again.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The service cannot answer now; try again.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The environment cannot be told from the request, or two hints disagree.</summary>
    public const string UnknownEnvironment = "unknown_environment";

    /// <summary>What is stored was altered, moved or damaged; an operator must look.</summary>
    public const string IntegrityFailure = "integrity_failure";

    /// <summary>Something else still needs it, such as a data source its secret; the message lists what.</summary>
    public const string InUse = "in_use";

    /// <summary>A data source could not be opened or read; the message says what failed.</summary>
    public const string SourceFailed = "source_failed";

    /// <summary>The client is not configured, or wrongly.</summary>
    public const string NotConfigured = "not_configured";

    /// <summary>An answer that this client does not understand.</summary>
    public const string Unknown = "unknown";
}
