using System.Collections;

namespace Qwak.Builds.Processes;

/// <summary>
/// The environment of a build's child process: what programs need to run, and nothing that carries the caller's
/// credentials. Everything else is given explicitly.
/// </summary>
internal static class ChildEnvironment
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "TMP", "TEMP", "COLUMNS", "NO_COLOR",
        "DOTNET_ROOT", "DOTNET_CLI_HOME", "NUGET_PACKAGES", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYENV_ROOT", "PYENV_VERSION", "JAVA_HOME", "CUDA_HOME",
        "CUDA_VISIBLE_DEVICES", "SSL_CERT_FILE", "SSL_CERT_DIR", "SYSTEMROOT", "USERPROFILE",
    };

    public static Dictionary<string, string> Clean() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
        .Where(variable => Kept.Contains(variable.Name) || variable.Name.StartsWith("LC_", StringComparison.Ordinal))
        .ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
}
