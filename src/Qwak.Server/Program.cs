using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Commands;

namespace Qwak.Server;

/// <summary>The server's process: <c>qwak server …</c> starts it.</summary>
internal static class Program
{
    // The host itself stops at SIGTERM, and takes the time that its requests need; refusals to start are printed below.
    private static readonly InvocationConfiguration Plain = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    private static async Task<int> Main(string[] arguments)
    {
        PrivateProcess.Protect();
        try
        {
            return await ServerCommand.Create().Parse(arguments).InvokeAsync(Plain);
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync($"Not {(arguments is [StartCommand.Verb, ..] ? "started" : "done")}: {e.Message}");
            return 1;
        }
    }
}
