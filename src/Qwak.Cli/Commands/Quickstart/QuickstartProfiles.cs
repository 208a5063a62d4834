using Qwak.Cli.Terminal;
using Qwak.Clients;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Keeps the connection to the quickstart's server as profiles.</summary>
internal sealed class QuickstartProfiles(CliConsole console, QuickstartFolder folder)
{
    public const string Own = "quickstart";
    private const string Default = "default";

    /// <summary>Writes the profiles and tells which one commands should use.</summary>
    public string Write(ListenAddress address)
    {
        var profiles = new QwakProfiles(folder.Root);
        var connection = new QwakProfile
        {
            Url = address.Url.OriginalString,
            CertificateAuthorityFile = folder.CertificateAuthority,
            ApiKey = folder.ReadAdminApiKey(),
        };
        Set(profiles, Own, connection);
        if (profiles.Get(Default) is { } other && other.CertificateAuthorityFile != folder.CertificateAuthority && !IsEmpty(other))
        {
            console.WriteLine($"Your profile 'default' is left alone: add '--environment {Own}' to commands for this service.");
            return Own;
        }

        Set(profiles, Default, connection);
        return Default;
    }

    // Writing forgets the cached token; an unchanged profile keeps its own.
    private static void Set(QwakProfiles profiles, string name, QwakProfile connection)
    {
        if (profiles.Get(name) is { } now
            && now.Url == connection.Url
            && now.ApiKey == connection.ApiKey
            && now.CertificateAuthorityFile == connection.CertificateAuthorityFile)
        {
            return;
        }

        profiles.Set(name, connection);
    }

    private static bool IsEmpty(QwakProfile profile) =>
        string.IsNullOrEmpty(profile.Url) && string.IsNullOrEmpty(profile.ApiKey) && string.IsNullOrEmpty(profile.CertificateAuthorityFile);
}
