namespace Qwak.Core.Diagnosis;

/// <summary>How well something is.</summary>
internal enum CheckStatus
{
    Ok,

    /// <summary>It serves, but somebody should look.</summary>
    Warning,

    /// <summary>It does not serve, or will not after the next start.</summary>
    Failed,
}

/// <summary>What one check of the doctor came to.</summary>
/// <param name="Check">What was looked at, in a word.</param>
/// <param name="Status">How it is.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do; null when it is well.</param>
internal sealed record CheckResult(string Check, CheckStatus Status, string Message, string? Remedy = null)
{
    public static CheckResult Ok(string check, string message) => new(check, CheckStatus.Ok, message);

    public static CheckResult Warning(string check, string message, string remedy) => new(check, CheckStatus.Warning, message, remedy);

    public static CheckResult Failed(string check, string message, string remedy) => new(check, CheckStatus.Failed, message, remedy);
}
