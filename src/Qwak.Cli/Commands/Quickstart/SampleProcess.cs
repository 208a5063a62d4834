using System.Diagnostics;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Runs a sample against the quickstart's server and shows what it prints.</summary>
internal sealed class SampleProcess(CliConsole console, QuickstartFolder folder, ListenAddress address, string root)
{
    // What would lead the sample elsewhere than to the quickstart's server.
    private static readonly string[] Others =
        ["JF_URL", "JF_ACCESS_TOKEN", "CONTROL_PLANE_GRPC_ADDRESS", "QWAK_ENVIRONMENT", "FORCE_QWAK_AUTH"];

    private readonly Lock _writing = new();

    public async Task<bool> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments) };
        process.OutputDataReceived += (_, line) => Show(line.Data);
        process.ErrorDataReceived += (_, line) => Show(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0;
    }

    private ProcessStartInfo StartInfo(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in Others)
        {
            start.Environment.Remove(name);
        }

        start.Environment["QWAK_HOME"] = folder.Root;
        start.Environment["QWAK_URL"] = address.Url.OriginalString;
        start.Environment["QWAK_CA_FILE"] = folder.CertificateAuthority;
        start.Environment["QWAK_API_KEY"] = folder.ReadAdminApiKey();
        start.Environment["PYTHONPATH"] = Path.Combine("clients", "python");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return start;
    }

    private void Show(string? line)
    {
        if (line is not null)
        {
            lock (_writing)
            {
                console.WriteLine(line);
            }
        }
    }
}
