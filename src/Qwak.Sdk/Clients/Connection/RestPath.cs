namespace Qwak.Clients.Connection;

/// <summary>Paths made of texts that a caller gives.</summary>
internal static class RestPath
{
    /// <summary>One segment. Dots alone would be resolved away, even escaped, and the request would mean another resource.</summary>
    /// <exception cref="QwakException">The text cannot be a segment.</exception>
    public static string Segment(string text) =>
        text is "" or "." or ".."
            ? throw new QwakException("A name must not be empty or consist of dots.", QwakErrorCodes.InvalidName)
            : Uri.EscapeDataString(text);

    /// <summary>A path with the parameters that have a value.</summary>
    public static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }
}
