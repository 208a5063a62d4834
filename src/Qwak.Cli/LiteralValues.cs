namespace Qwak.Cli;

/// <summary>
/// Options that take free text take the next word whatever it looks like, as in the existing CLI: <c>--value --raw</c> stores
/// "--raw", and <c>--value=</c> the empty text.
/// </summary>
internal static class LiteralValues
{
    private static readonly string[] Options = ["--value", "--api-key", "--filter", "--description"];

    public static string[] Join(string[] arguments)
    {
        var joined = new List<string>(arguments.Length + 1);
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (Options.Contains(argument) && i + 1 < arguments.Length && arguments[i + 1].Length > 0)
            {
                joined.Add($"{argument}={arguments[++i]}");
            }
            else if (argument.EndsWith('=') && Options.Contains(argument[..^1]))
            {
                joined.AddRange([argument[..^1], ""]);
            }
            else
            {
                joined.Add(argument);
            }
        }

        return [.. joined];
    }
}
