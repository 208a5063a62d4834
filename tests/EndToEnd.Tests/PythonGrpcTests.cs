using System.Net;
using System.Net.Sockets;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests;

/// <summary>Another language and another gRPC, with stubs made from our protos by its own tools, does all of the contract.</summary>
public sealed class PythonGrpcTests
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Script = Path.Combine(Repository.Root, "tests", "EndToEnd.Tests", "python", "contract.py");

    [Fact]
    public async Task Both_logins_two_environments_all_operations_and_every_status()
    {
        await RequireAsync();
        await using var server = await ServerProcess.StartNewAsync(listeners: 2);
        var finished = await RunAsync(server, $"localhost:{server.PortNumbers[0]}");
        Assert.True(finished.Output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)) > 80, finished.Output);
    }

    /// <summary>An unmodified client cannot be given another port for the control plane than 443.</summary>
    [Fact]
    public async Task A_control_plane_on_port_443_is_dialled_by_its_bare_name()
    {
        await RequireAsync();
        SkipUnless443IsOurs();
        await using var server = new ServerProcess { PortNumbers = [443] };
        await server.StartAsync();
        await RunAsync(server, "localhost", "login-only");
    }

    private static async Task<Finished> RunAsync(ServerProcess server, string controlPlane, params string[] arguments)
    {
        var stubs = Directory.CreateDirectory(Path.Combine(server.Folder, "stubs")).FullName;
        var protos = Path.Combine(Repository.Root, "protos");
        var files = Directory.GetFiles(protos, "*.proto", SearchOption.AllDirectories);
        var compiled = await Command.RunAsync(
            Python, ["-m", "grpc_tools.protoc", $"--proto_path={protos}", $"--python_out={stubs}", $"--grpc_python_out={stubs}", .. files]);
        Assert.True(compiled.ExitCode == 0, compiled.Error);

        var variables = new Dictionary<string, string>
        {
            ["STUBS"] = stubs,
            ["CONTROL_PLANE"] = controlPlane,
            ["REST"] = server.Url,
            ["SECOND_EDGE"] = $"localhost:{server.PortNumbers[^1]}",
            ["QWAK_API_KEY"] = server.AdminKey,
            ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = server.CaFile,
        };
        var finished = await Command.RunAsync(Python, ["-B", Script, .. arguments], variables, seconds: 120);
        Assert.True(finished.ExitCode == 0 && finished.Output.EndsWith("done\n", StringComparison.Ordinal), finished.Error + finished.Output);
        return finished;
    }

    private static async Task RequireAsync()
    {
        var there = File.Exists(Python) ? await Command.RunAsync(Python, ["-c", "import grpc, grpc_tools, google.protobuf"]) : null;
        Assert.True(
            there?.ExitCode == 0,
            "Debian's python3-grpcio, python3-grpc-tools and python3-protobuf are needed; ./test installs them.");
    }

    private static void SkipUnless443IsOurs()
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, 443);
            probe.Start();
        }
        catch (SocketException e)
        {
            Assert.Skip($"Port 443 cannot be listened on here: {e.SocketErrorCode}.");
        }
    }
}
