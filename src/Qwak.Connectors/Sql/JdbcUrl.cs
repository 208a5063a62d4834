using Qwak.Connectors.Network;

namespace Qwak.Connectors.Sql;

/// <summary>
/// The parts of <c>jdbc:SCHEME://HOST[:PORT]/DATABASE[?NAME=VALUE&amp;…]</c>. Drivers have options that read files, switch
/// off TLS or send passwords elsewhere, so only the parameters a connector knows are taken, and the parts reach its driver
/// one by one, never as text.
/// </summary>
internal sealed record JdbcUrl(HostPort Target, string Database, IReadOnlyDictionary<string, string> Parameters)
{
    /// <param name="url">As the definition has it.</param>
    /// <param name="schemes">Those of the database, without <c>jdbc:</c>.</param>
    /// <param name="defaultPort">Where the URL has none.</param>
    /// <param name="parameters">Each parameter that may be given, with the values it may have; null for any.</param>
    public static JdbcUrl Parse(
        string? url, IReadOnlyCollection<string> schemes, int defaultPort, IReadOnlyDictionary<string, string[]?> parameters)
    {
        const string Prefix = "jdbc:";
        var form = $"The source's url is {Prefix}{schemes.First()}://HOST:PORT/DATABASE.";
        if (url is null
            || !url.StartsWith(Prefix, StringComparison.Ordinal)
            || !Uri.TryCreate(url[Prefix.Length..], UriKind.Absolute, out var uri)
            || !schemes.Contains(uri.Scheme))
        {
            throw Wrong(form);
        }

        if (url.Split('?')[0].Contains('@'))
        {
            throw Wrong("The source's url holds a user or a password; they are secrets, which the source names.");
        }

        if (uri.Host.Length == 0 || uri.Host.Contains(',') || uri.Fragment.Length > 0)
        {
            throw Wrong($"{form} It has one host, and nothing after the parameters.");
        }

        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        return database.Length == 0 || database.Contains('/') || database.Any(char.IsControl)
            ? throw Wrong(form)
            : new JdbcUrl(
                new HostPort(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : defaultPort), database, ReadParameters(uri.Query, parameters));
    }

    /// <param name="query"><c>NAME=VALUE&amp;…</c></param>
    /// <param name="allowed">Each parameter that may be given, with the values it may have; null for any.</param>
    /// <param name="what">The field of the definition, for messages.</param>
    /// <exception cref="ConnectorException">It has another parameter, or one of them twice or with another value.</exception>
    public static Dictionary<string, string> ReadParameters(string query, IReadOnlyDictionary<string, string[]?> allowed, string what = "url")
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var name = Uri.UnescapeDataString(parts[0]);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            if (!allowed.TryGetValue(name, out var values))
            {
                throw Wrong($"The source's {what} has the parameter '{Printable(name)}', which is not taken. Those taken: {string.Join(", ", allowed.Keys)}.");
            }

            if (values?.Contains(value, StringComparer.OrdinalIgnoreCase) == false)
            {
                throw Wrong($"The parameter '{Printable(name)}' of the source's {what} may be {string.Join(" or ", values)}.");
            }

            if (!read.TryAdd(name, value))
            {
                throw Wrong($"The source's {what} has the parameter '{Printable(name)}' twice.");
            }
        }

        return read;
    }

    private static string Printable(string name) =>
        new([.. name.Take(40).Select(character => character is > ' ' and < (char)0x7f ? character : '?')]);

    private static ConnectorException Wrong(string message) => new(ConnectorFailure.Definition, message);
}
