using Qwak.Clients.Connection;

namespace Qwak.Clients;

/// <summary>Reads and writes <c>~/.qwak/config</c>, whose sections are the profiles.</summary>
internal sealed class QwakProfiles(string? root = null)
{
    private readonly QwakHome _home = new(root ?? Root);

    /// <summary>What holds <c>.qwak</c>: the variable <c>QWAK_HOME</c>, else the home directory.</summary>
    public static string Root => QwakHome.Locate(System.Environment.GetEnvironmentVariable);

    public IReadOnlyList<string> Names => IniFile.Parse(_home.Read(QwakHome.ConfigFile)).Sections;

    public QwakProfile? Get(string name)
    {
        var file = IniFile.Parse(_home.Read(QwakHome.ConfigFile));
        return !file.Sections.Contains(name)
            ? null
            : new QwakProfile
            {
                Url = file.Get(name, "url"),
                CertificateAuthorityFile = file.Get(name, "ca_file"),
                ApiKey = file.Get(name, "api_key"),
                User = file.Get(name, "user"),
                Environment = file.Get(name, "environment"),
            };
    }

    /// <summary>
    /// Writes the values that are not null into the section (an empty one removes the line), and forgets the
    /// profile's cached token, which belongs to the key or address of before.
    /// </summary>
    public void Set(string name, QwakProfile values)
    {
        _home.Update(QwakHome.ConfigFile, text =>
        {
            var file = IniFile.Parse(text);
            file.Add(name);
            file.Set(name, "url", values.Url);
            file.Set(name, "ca_file", values.CertificateAuthorityFile);
            file.Set(name, "user", values.User);
            file.Set(name, "api_key", values.ApiKey);
            file.Set(name, "environment", values.Environment);
            return file.ToString();
        });
        ClearToken(name);
    }

    /// <summary>Forgets the cached token of a profile.</summary>
    public void ClearToken(string name) => new TokenCache(_home, name).Clear();
}
