using System.Diagnostics;

namespace Qwak.EndToEnd.Tests.Seed;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts success and gives the output.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return Output;
    }
}

/// <summary>A user's shell in the repository: a home of its own, and the launcher.</summary>
internal sealed class UserShell : IDisposable
{
    public static readonly string Root = FindRoot();

    public string Home { get; } = Directory.CreateTempSubdirectory("qwak-user-").FullName;

    /// <summary>Runs <c>./qwak</c> with arguments that are parted at spaces, as a shell would part them.</summary>
    public Task<Ran> QwakAsync(string arguments) => RunAsync(Path.Combine(Root, "qwak"), arguments.Split(' '));

    public async Task<Ran> RunAsync(string program, IEnumerable<string> arguments, string? input = null)
    {
        using var process = Start(program, arguments);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return new Ran(process.ExitCode, await output, await error);
    }

    public Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing of whoever runs the tests: only this home counts.
        foreach (var name in start.Environment.Keys.Where(name =>
            name.StartsWith("QWAK", StringComparison.Ordinal) || name.StartsWith("JF_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["QWAK_HOME"] = Home;
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Qwak.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root was not found.");
        }

        return folder;
    }
}
