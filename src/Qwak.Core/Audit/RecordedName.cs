namespace Qwak.Core.Audit;

/// <summary>
/// Names as the audit trail keeps them. Text that fails its rule could forge lines in a log, or be a value that was
/// pasted into the wrong field: only its length is recorded.
/// </summary>
internal static class RecordedName
{
    public static string Of(string? text, bool isValid) => isValid && text is not null ? text : $"[invalid] length {text?.Length ?? 0}";

    /// <summary>An id of ours.</summary>
    public static string OfId(string text) => Of(text, RandomId.IsOne(text));
}
