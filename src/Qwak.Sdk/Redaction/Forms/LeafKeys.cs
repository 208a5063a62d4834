using System.Collections.Frozen;
using System.Text;

namespace Qwak.Redaction.Forms;

/// <summary>Which keys of a structured secret have values that are no secrets, and stand in every log: hosts, ports, users.</summary>
internal static class LeafKeys
{
    private static readonly FrozenSet<string> Public = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "host", "hostname", "server", "datasource", "port", "database", "dbname", "initialcatalog", "schema", "region", "account",
        "accountname", "user", "username", "userid", "uid");

    private static readonly string[] Secret = ["pass", "pwd", "secret", "token", "key", "sig", "credential"];

    /// <summary>Whether a value under this key of a URL's query is a secret: most are not.</summary>
    public static bool IsSecret(ReadOnlySpan<byte> key)
    {
        var text = Encoding.ASCII.GetString(key);
        return Array.Exists(Secret, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a value under this key is left out. Of <c>DB_HOST</c> and <c>spring.datasource.host</c> the last word counts.</summary>
    public static bool IsPublic(ReadOnlySpan<byte> key)
    {
        var words = new List<string>();
        foreach (var word in key.SplitAny(" _.-"u8))
        {
            words.Add(Encoding.ASCII.GetString(key[word]));
        }

        return Public.Contains(words[^1]) || Public.Contains(string.Concat(words));
    }
}
