using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Protobuf;
using Qwak.Sdk.Tests.Service;
using Qwak.Wire.Sources;

namespace Qwak.Sdk.Tests.FeatureStore;

/// <summary>The same sources by another language: by our Python package, and by stubs made from our protos.</summary>
public sealed class PythonTests
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Here = Path.GetDirectoryName(OwnFile())!;
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here, "..", "..", ".."));

    [Fact]
    public async Task The_python_package_writes_the_same_definitions()
    {
        var output = await RunAsync(["-B", "-m", "tests.data_source_samples"], folder: Path.Combine(Root, "clients", "python"));
        using var samples = JsonDocument.Parse(output);
        var python = samples.RootElement.EnumerateObject().ToDictionary(
            sample => sample.Name, sample => JsonParser.Default.Parse<DataSourceSpec>(sample.Value.GetRawText()));

        // The one form that has no class in Python: it is of the wire only.
        Assert.Equal(["parquet-user"], Samples.All.Keys.Except(python.Keys));
        Assert.All(python, sample => Assert.Equal(Samples.All[sample.Key].ToSpec(), sample.Value));
    }

    [Fact]
    public async Task Stubs_from_the_protos_read_and_write_every_definition()
    {
        using var stubs = new TemporaryFolder();
        var protos = Path.Combine(Root, "protos");
        var files = Directory.GetFiles(Path.Combine(protos, "qwak", "feature_store"), "*.proto", SearchOption.AllDirectories);
        await RunAsync(["-m", "grpc_tools.protoc", $"--proto_path={protos}", $"--python_out={stubs.Path}", .. files]);

        var lines = Samples.All.Select(sample => $"{sample.Key} {sample.Value.ToSpec().ToByteString().ToBase64()}\n");
        var output = await RunAsync(["-B", Path.Combine(Here, "stubs.py"), stubs.Path], input: string.Concat(lines));

        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        Assert.Equal(Samples.All.Keys, answers.Select(answer => answer[0]));
        Assert.All(answers, answer => Assert.All(
            answer[1..], bytes => Assert.Equal(
                Samples.All[answer[0]].ToSpec(), DataSourceSpec.Parser.ParseFrom(Convert.FromBase64String(bytes)))));
    }

    private static async Task<string> RunAsync(IEnumerable<string> arguments, string? folder = null, string input = "")
    {
        Assert.True(File.Exists(Python), "Debian's python3, python3-grpc-tools and python3-protobuf are needed; ./test installs them.");
        using var process = Process.Start(new ProcessStartInfo(Python, arguments)
        {
            WorkingDirectory = folder ?? Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    private static string OwnFile([CallerFilePath] string path = "") => path;
}
