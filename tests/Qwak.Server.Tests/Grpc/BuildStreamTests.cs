using Grpc.Core;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Builds;

namespace Qwak.Server.Tests.Grpc;

/// <summary>The stream between a build's runner and the service, message by message.</summary>
public sealed class BuildStreamTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_runner_that_is_given_up_before_it_said_anything_may_come_again()
    {
        using var call = Run();
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.Unavailable, QwakErrorCodes.Unavailable), (e.StatusCode, e.Trailers.GetValue("x-qwak-code")));
    }

    [Fact]
    public async Task A_runner_that_comes_back_after_its_finish_is_told_that_it_was_taken()
    {
        string id;
        using (var call = Run())
        {
            await call.RequestStream.WriteAsync(new RunnerMessage { Start = new StartBuild { ModelId = "churn" } });
            id = (await NextAsync(call))!.Started.BuildId;
            await call.RequestStream.WriteAsync(new RunnerMessage { Finish = new FinishBuild { Status = FinishBuild.Types.Status.Succeeded } });
            Assert.NotNull((await NextAsync(call))!.Finished);
        }

        using var again = Run();
        await again.RequestStream.WriteAsync(new RunnerMessage { Resume = new ResumeBuild { BuildId = id } });
        var started = (await NextAsync(again))!.Started;
        Assert.Equal((id, ""), (started.BuildId, started.BuildKey));
        Assert.NotNull((await NextAsync(again))!.Finished);
        Assert.Null(await NextAsync(again));
    }

    private AsyncDuplexStreamingCall<RunnerMessage, RunMessage> Run() =>
        new ModelBuildsService.ModelBuildsServiceClient(server.Admin.Invoker).Run(server.Admin.Headers());

    private static async Task<RunMessage?> NextAsync(AsyncDuplexStreamingCall<RunnerMessage, RunMessage> call) =>
        await call.ResponseStream.MoveNext(CancellationToken.None) ? call.ResponseStream.Current : null;
}
