using System.Text;

namespace Qwak.Cli.Terminal;

/// <summary>Keys of the terminal, one by one and unechoed: unlike a line read by the terminal itself, no limit of 4096 bytes.</summary>
internal sealed class TerminalInput : IHiddenInput
{
    public string? ReadLine()
    {
        var typed = new StringBuilder();

        // Ctrl-C at a prompt gives up the prompt ("Aborted!"), as in the existing CLI.
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                switch (key.KeyChar)
                {
                    case '\r' or '\n':
                        return typed.ToString();
                    case '\u0003':
                        return null;
                    case '\u0004' when typed.Length == 0:
                        return null;
                    case '\u0015':
                        typed.Clear();
                        break;
                    case '\b' or '\u007f':
                        RemoveLast(typed);
                        break;
                    case '\0':
                        break;
                    default:
                        typed.Append(key.KeyChar);
                        break;
                }
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            typed.Clear();
        }
    }

    private static void RemoveLast(StringBuilder typed)
    {
        if (typed.Length > 0)
        {
            typed.Length -= typed.Length > 1 && char.IsLowSurrogate(typed[^1]) ? 2 : 1;
        }
    }
}
