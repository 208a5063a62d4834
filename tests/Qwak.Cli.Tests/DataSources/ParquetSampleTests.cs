using Microsoft.AspNetCore.Http;

namespace Qwak.Cli.Tests.DataSources;

/// <summary><c>qwak features sample --output parquet</c></summary>
public sealed class ParquetSampleTests
{
    private const string MediaType = "application/vnd.apache.parquet";
    private const string Sample = "POST /api/v1/environments/default/data-sources/orders/sample";

    private static readonly string[] Command = ["features", "sample", "--data-source", "orders", "--rows", "7", "--output", "parquet"];

    [Fact]
    public async Task The_file_is_written_byte_for_byte()
    {
        await using var shell = await StartAsync();
        byte[] file = [.. "PAR1\r\n"u8, .. Enumerable.Range(0, 256).Select(n => (byte)n), 0xef, 0xbb, 0xbf, .. "\n"u8];
        shell.Service.Rest.On(Sample, _ => Results.Bytes(file, MediaType));

        var ran = await shell.RunAsync(Command);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(file, ran.OutputBytes);
        Assert.Equal(MediaType, shell.Service.Single("/sample").Headers["Accept"]);
        Assert.Contains(shell.Service.Rest.Bodies, body => (int?)body?["rows"] == 7);
    }

    [Fact]
    public async Task A_terminal_is_refused_before_anything_is_asked()
    {
        await using var shell = await StartAsync();
        shell.IsOutputTerminal = true;

        var ran = await shell.RunAsync(Command);

        ran.Fails(ExitCodes.Usage, "Error: A Parquet file is not text for a terminal. Redirect it into a file: --output parquet > sample.parquet");
        Assert.Empty(ran.OutputBytes);
        Assert.Empty(shell.Service.Calls);
    }

    [Fact]
    public async Task A_service_that_answers_otherwise_is_told_and_nothing_is_written()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.On(Sample, """{"columns":[],"rows":[]}""");

        var ran = await shell.RunAsync(Command);

        ran.Fails(ExitCodes.Failure, "Error: The service's answer is not what this client expects.");
        Assert.Empty(ran.OutputBytes);
    }

    [Fact]
    public async Task A_refusal_is_told_and_nothing_is_written()
    {
        await using var shell = await StartAsync();
        shell.Service.Rest.Fail(Sample, 422, QwakErrorCodes.SourceFailed, "The sample has no columns.");

        var ran = await shell.RunAsync(Command);

        ran.Fails(ExitCodes.Failure, "Error: The sample has no columns.");
        Assert.Empty(ran.OutputBytes);
    }

    private static async Task<Shell> StartAsync()
    {
        var shell = await Shell.StartAsync();
        shell.Service.Rest.On("GET /api/v1/whoami", Answers.WhoAmI);
        return shell;
    }
}
