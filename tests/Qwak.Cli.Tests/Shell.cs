using System.Text;
using Qwak.Cli.Terminal;
using Qwak.Clients;

namespace Qwak.Cli.Tests;

/// <summary>Runs command lines against a <see cref="Scene"/>, as a shell would: arguments and standard input in, two streams and a code out.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private Shell(Scene scene) => Scene = scene;

    public Scene Scene { get; }

    public FakeService Service => Scene.Service;

    /// <summary>What the user types at a prompt. Null: standard input is not a terminal. "^C": the user gives up.</summary>
    public string? Typed { get; set; }

    public byte[] Input { get; set; } = [];

    public bool IsOutputTerminal { get; set; }

    /// <summary>Whether address and key are given; else only variables and profiles tell them.</summary>
    public bool IsConfigured { get; set; } = true;

    public static async Task<Shell> StartAsync() => new(await Scene.StartAsync());

    public Task<Ran> RunAsync(params string[] arguments) => RunAsync(TestContext.Current.CancellationToken, arguments);

    public async Task<Ran> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var console = new CliConsole(new MemoryStream(Input), output, error, Typed is null ? null : new TypedInput(Typed))
        {
            IsOutputTerminal = IsOutputTerminal,
        };
        var context = new CliContext(console) { Connection = Connect };
        var exitCode = await new CommandLine(context).RunAsync(arguments, cancellationToken);
        return new Ran(exitCode, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    private QwakConnectionOptions Connect(string profile)
    {
        var options = IsConfigured ? Scene.Options() : Scene.BareOptions();
        options.Profile = profile;
        return options;
    }

    private sealed class TypedInput(string typed) : IHiddenInput
    {
        public string? ReadLine() => typed == "^C" ? null : typed;
    }
}

internal sealed record Ran(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public void Succeeds(string output)
    {
        Assert.Equal("", Error);
        Assert.Equal(output, Output);
        Assert.Equal(0, ExitCode);
    }

    public void Fails(int exitCode, string lastErrorLine)
    {
        Assert.Equal(lastErrorLine, Error.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(exitCode, ExitCode);
    }
}
