using System.Diagnostics;
using System.Text.Json;

namespace Qwak.Connectors.Tests.Support;

/// <summary>The packages of npm that a test project's node/package.json names, installed into a folder beside the tests' other products, once.</summary>
internal static class NodePackages
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "node", typeof(NodePackages).Assembly.GetName().Name!);
    private static readonly string Roots = Path.Combine(Folder, $"roots-{Environment.ProcessId}.pem");
    private static readonly Lazy<string?> Missing = new(Install);

    /// <summary>Runs a script of node/ with its input, and reads the JSON it prints.</summary>
    public static async Task<JsonElement> RunAsync(string script, object input)
    {
        using var process = Start(script);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(input));
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {output}");
        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    /// <summary>Starts a script that goes on until its input is closed, with a line of JSON as its input, and reads the line it prints when it is ready.</summary>
    public static (Process Process, string Line) Serve(string script, object input)
    {
        var process = Start(script);
        process.StandardInput.WriteLine(JsonSerializer.Serialize(input));
        process.StandardInput.Flush();
        return (process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{script} does not start."));
    }

    private static Process Start(string script)
    {
        Assert.SkipWhen(Missing.Value is not null, Missing.Value ?? "");
        return Process.Start(new ProcessStartInfo("node", ["--no-warnings", Path.Combine(Folder, script)])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["NODE_EXTRA_CA_CERTS"] = Roots },
        })!;
    }

    /// <summary>Null when they are there, else why they are not.</summary>
    private static string? Install()
    {
        Directory.CreateDirectory(Folder);

        // Once, since scripts run at the same time. A module finds its packages above its own folder.
        foreach (var script in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "node"), "*.js"))
        {
            File.Copy(script, Path.Combine(Folder, Path.GetFileName(script)), overwrite: true);
        }

        File.WriteAllText(Roots, TestCertificates.Roots.ExportCertificatePems());
        var manifest = Path.Combine(AppContext.BaseDirectory, "node", "package.json");
        var installed = Path.Combine(Folder, "package.json");
        if (File.Exists(installed) && File.ReadAllText(installed) == File.ReadAllText(manifest) && File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            return null;
        }

        try
        {
            File.Copy(manifest, installed, overwrite: true);
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]) { WorkingDirectory = Folder })!;
            npm.WaitForExit();
            if (npm.ExitCode == 0)
            {
                return null;
            }

            File.Delete(installed);
            return "The packages could not be installed from npm.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Node.js is missing.";
        }
    }
}
