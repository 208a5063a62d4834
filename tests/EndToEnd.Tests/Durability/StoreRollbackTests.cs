using System.Net;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>The whole data directory put back, as users would: stop, copy, work, stop, put back, start.</summary>
public sealed class StoreRollbackTests
{
    [Fact]
    public async Task A_data_directory_that_was_put_back_is_not_served_until_an_operator_accepts_it()
    {
        await using var server = await ServerProcess.StartNewAsync();
        using var rest = await server.NewRestAsync();
        Assert.Equal(HttpStatusCode.OK, await SetAsync(rest, "old"));
        await server.StopAsync();
        var saved = server.Data + ".saved";
        Assert.Equal(0, (await Command.RunAsync("cp", ["-a", server.Data, saved])).ExitCode);
        await server.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await SetAsync(rest, "new"));
        await server.StopAsync();
        Assert.Equal(0, (await VerifyAsync(server)).ExitCode);

        Directory.Delete(server.Data, recursive: true);
        Assert.Equal(0, (await Command.RunAsync("cp", ["-a", saved, server.Data])).ExitCode);
        var found = await VerifyAsync(server);
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("\"kind\":\"cut\"", found.Output, StringComparison.Ordinal);

        await server.StartAsync();
        using (var health = await rest.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            Assert.Contains("older than its audit anchor", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rest.GetAsync(ServedStore.Address("put-back") + "/value")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SetAsync(rest, "newer"));
        Assert.Contains("qwak audit accept-rollback", server.Process.Output, StringComparison.Ordinal);
        await server.StopAsync();

        var accepted = await Command.RunAsync("dotnet", [Programs.Server, "accept-rollback", "--data", server.Data]);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("Accepted", accepted.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await VerifyAsync(server)).ExitCode);
        await server.StartAsync();
        Assert.Contains("\"old\"", await rest.GetStringAsync(ServedStore.Address("put-back") + "/value"), StringComparison.Ordinal);
        Assert.Contains("store.accept-rollback", await rest.GetStringAsync("/api/v1/audit/events?action=store.accept-rollback"), StringComparison.Ordinal);
    }

    private static Task<Finished> VerifyAsync(ServerProcess server) =>
        Command.RunAsync("dotnet", [Programs.Server, "verify-audit", "--data", server.Data]);

    private static async Task<HttpStatusCode> SetAsync(HttpClient rest, string value)
    {
        using var answer = await rest.PutAsync(
            ServedStore.Address("put-back"), new StringContent($"{{\"value\":\"{value}\"}}", System.Text.Encoding.UTF8, "application/json"));
        return answer.StatusCode;
    }
}
