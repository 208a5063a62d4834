namespace Qwak.Builds;

/// <summary>The variables of <c>--env-vars</c>: NAME=VALUE, where the value <c>secret.NAME</c> stands for a secret.</summary>
internal static class EnvironmentVariables
{
    private const string SecretPrefix = "secret.";

    /// <exception cref="QwakException">A definition is no NAME=VALUE.</exception>
    public static IReadOnlyList<(string Name, string Value)> Parse(IEnumerable<string> definitions) =>
        [.. definitions.Select(definition => definition.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (definition[..equals], definition[(equals + 1)..])
            : throw new QwakException(
                $"The environment variable definition passed {definition} is invalid. Format is \"KEY=VALUE\"", QwakErrorCodes.InvalidValue))];

    /// <summary>The name of the secret that a value stands for; null when it stands for itself.</summary>
    public static string? SecretOf(string value) =>
        value.StartsWith(SecretPrefix, StringComparison.Ordinal) ? value[SecretPrefix.Length..] : null;
}
