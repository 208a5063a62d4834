using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Commands;

namespace Qwak.Server;

/// <summary>The server's process: <c>qwak server …</c> starts it.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        PrivateProcess.Protect();
        try
        {
            return await ServerCommand.Create().Parse(arguments)
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync($"Not started: {e.Message}");
            return 1;
        }
    }
}
