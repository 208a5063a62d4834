using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Commands as the user would type them.</summary>
internal sealed class QuickstartWords(QuickstartFolder folder, string profile)
{
    private static readonly string[] VariablesThatWin =
        ["QWAK_URL", "QWAK_CA_FILE", "QWAK_API_KEY", "QWAK_ENVIRONMENT", "JF_URL"];

    /// <summary>How this command is called: by the launcher in the repository, or by its name.</summary>
    public static string Command => Repository.IsByLauncher ? "./qwak" : "qwak";

    public bool UsesDefaultProfile => profile != QuickstartProfiles.Own;

    public string Type(params string[] words)
    {
        var home = folder.Root == Clients.QwakProfiles.Root ? "" : $"QWAK_HOME={folder.Root} ";
        var environment = UsesDefaultProfile ? "" : $" --environment {profile}";
        return $"{home}{Command} {string.Join(' ', words)}{environment}";
    }

    public void WriteWhatNext(CliConsole console, ListenAddress address)
    {
        console.WriteLine($"""

            The service keeps running at {address.Url.OriginalString}
              CA certificate  {folder.CertificateAuthority}
              admin API key   {folder.AdminApiKey}
              log             {folder.Log}

            Type next:
              {Type("secrets", "list")}
              {Type("secrets", "set", "--name", "my-secret")}    asks for the value without showing it
              {Type("audit", "list")}    who did what
              {Command} --help
              {Command} quickstart --stop    ends it; its data stays
            """);
        foreach (var variable in VariablesThatWin.Where(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
        {
            console.WriteLine($"Note: {variable} is set in your shell and wins over the profile; unset it to use this service.");
        }
    }
}
