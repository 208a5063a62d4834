namespace Qwak.Cli.Commands.Admin;

/// <summary>How messages name the environment of a role.</summary>
internal static class EnvironmentWords
{
    public static string Describe(string environment) => environment == "*" ? "all environments" : $"the '{environment}' environment";
}
