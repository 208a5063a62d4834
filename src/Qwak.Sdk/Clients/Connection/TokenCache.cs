using System.Security.Cryptography;
using System.Text;

namespace Qwak.Clients.Connection;

/// <summary>
/// The token of one profile or key in <c>~/.qwak/auth</c>. A cache only: a damaged file reads as empty and is written
/// anew, and one that cannot be written costs a login, not the call.
/// </summary>
internal sealed class TokenCache(QwakHome home, string section)
{
    /// <summary>
    /// The section for a key that did not come from the config file; the key itself must not reach the disk. The Python
    /// client computes the same: the address in lower case, without the port 443 and without a slash.
    /// </summary>
    public static string SectionFor(Uri url, string apiKey) =>
        "key-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.GetLeftPart(UriPartial.Authority) + "\n" + apiKey)))[..16];

    public string? Read() =>
        IniFile.Parse(home.Read(QwakHome.AuthFile)).Get(section, "tokens") is { Length: > 2 } quoted
        && quoted[0] == '"' && quoted[^1] == '"' && Jwt.IsToken(quoted[1..^1])
            ? quoted[1..^1]
            : null;

    public void Write(string token)
    {
        if (Jwt.IsToken(token))
        {
            TryUpdate(file =>
            {
                file.Add(section);
                file.Set(section, "tokens", $"\"{token}\"");
            });
        }
    }

    /// <summary>Forgets the token, unless another process has put a newer one there.</summary>
    public void Drop(string token)
    {
        if (Read() == token)
        {
            Clear();
        }
    }

    public void Clear()
    {
        if (IniFile.Parse(home.Read(QwakHome.AuthFile)).Sections.Contains(section))
        {
            TryUpdate(file => file.Remove(section));
        }
    }

    private void TryUpdate(Action<IniFile> change)
    {
        try
        {
            home.Update(QwakHome.AuthFile, text =>
            {
                var file = IniFile.Parse(text).Tidy();
                change(file);
                return file.ToString();
            });
        }
        catch (QwakException)
        {
            // See the class: the next process logs in again.
        }
    }
}
