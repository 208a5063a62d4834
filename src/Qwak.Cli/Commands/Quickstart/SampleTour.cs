using Qwak.Cli.Commands.Server;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Reads a secret from code. What the machine lacks is said and passed over; false means that a sample ran and failed.</summary>
internal sealed class SampleTour(CliConsole console, QuickstartFolder folder, QuickstartWords words, ListenAddress address)
{
    private const string CSharp = "samples/csharp/read-secret.cs";
    private const string Python = "samples/python/read_secret.py";
    private const string Model = "samples/python-model/main/model.py";

    public async Task<bool> RunCSharpAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(CSharp) is not { } root)
        {
            return true;
        }

        if (DotNet.Find() is not { } dotnet)
        {
            console.WriteLine("There is no dotnet on this machine's PATH: passed over.");
            return true;
        }

        Show($"dotnet run {CSharp} -- {name}");
        console.WriteErrorLine("(The first time this compiles the sample, which takes some seconds.)");
        return await Sample(root).RunAsync(dotnet, ["run", CSharp, "--", name], cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> RunPythonAsync(CancellationToken cancellationToken)
    {
        if (Find(Python) is not { } root)
        {
            return true;
        }

        if (ProgramOnPath.Find("python3") is not { } python)
        {
            console.WriteLine("There is no python3 on this machine's PATH: passed over.");
            return true;
        }

        Show($"PYTHONPATH=clients/python python3 {Python}");
        return await Sample(root).RunAsync(python, [Python], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The folder of the sample model; null when it or Python is missing.</summary>
    public string? FindModel() =>
        ProgramOnPath.Find("python3") is not null && Find(Model) is { } root ? Path.Combine(root, Path.GetDirectoryName(Path.GetDirectoryName(Model))!) : null;

    private SampleProcess Sample(string root) => new(console, folder, address, root);

    private string? Find(string sample)
    {
        if (Repository.Root is { } root && File.Exists(Path.Combine(root, sample)))
        {
            return root;
        }

        console.WriteLine($"{sample} is not here (it lies in the repository): passed over.");
        return null;
    }

    private void Show(string command)
    {
        if (!words.UsesDefaultProfile)
        {
            console.WriteLine("(with QWAK_URL, QWAK_CA_FILE and QWAK_API_KEY set to those of this service)");
        }

        console.WriteLine($"$ {command}");
    }
}
