namespace Qwak.Core.DataSources;

/// <summary>Names of data sources, as the existing clients have them: also with capitals, underscores and dots.</summary>
internal static class DataSourceName
{
    public const int MaximumLength = 100;

    public static Refusal? Problem(string? name) =>
        name is { Length: > 0 and <= MaximumLength } && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : new Refusal(
                RefusalCode.InvalidName,
                $"A data source's name has 1 to {MaximumLength} letters, digits, hyphens, underscores and dots, and starts with a letter or a digit.");

    /// <summary>The key of a setting, which the source's author chose.</summary>
    public static string Shown(string key) => Problem(key) is null ? key : "a setting";
}
