using System.Text.RegularExpressions;

namespace Qwak.Builds;

/// <summary>
/// The variables of <c>--env-vars</c>: NAME=VALUE, where the value <c>secret.NAME</c> stands for a secret, and <c>$NAME</c> or
/// <c>${NAME}</c> for a variable of the caller, if there is one of that name.
/// </summary>
internal static partial class EnvironmentVariables
{
    private const string SecretPrefix = "secret.";

    /// <exception cref="QwakException">A definition is no NAME=VALUE.</exception>
    public static IReadOnlyList<(string Name, string Value)> Parse(IEnumerable<string> definitions) =>
        [.. definitions.Select(definition => definition.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (definition[..equals], Expand(definition[(equals + 1)..]))
            : throw new QwakException(
                $"The environment variable definition passed {definition} is invalid. Format is \"KEY=VALUE\"", QwakErrorCodes.InvalidValue))];

    /// <summary>The name of the secret that a value stands for; null when it stands for itself.</summary>
    public static string? SecretOf(string value) =>
        value.StartsWith(SecretPrefix, StringComparison.Ordinal) ? value[SecretPrefix.Length..] : null;

    private static string Expand(string value) =>
        Reference().Replace(value, match => Environment.GetEnvironmentVariable(match.Groups[1].Value + match.Groups[2].Value) ?? match.Value);

    [GeneratedRegex(@"\$(?:([A-Za-z0-9_]+)|\{([^{}]*)\})")]
    private static partial Regex Reference();
}
