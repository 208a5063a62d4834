using System.Diagnostics;
using System.Security.Cryptography;
using Grpc.Core;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Edge;

namespace Qwak.Server.Tests.Doors;

/// <summary>Who has no right learns from no answer, and not from its time, whether a secret is there.</summary>
public sealed class ExistenceTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private const int Samples = 3000;

    [Fact]
    public async Task Missing_and_forbidden_are_the_same_answer_at_rest()
    {
        var (name, missing) = (server.NewName("secret"), server.NewName("absent"));
        (await server.Admin.SetAsync(name, "value")).Expect(System.Net.HttpStatusCode.OK);
        var stranger = await StrangerAsync();
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/value"), ("GET", "/value?version=1"), ("DELETE", "") })
        {
            var forbidden = await AnswerAsync(stranger, method, name + path);
            Assert.Equal(forbidden, await AnswerAsync(stranger, method, missing + path));

            // And it is what someone is told who has every right.
            Assert.Equal(forbidden, await AnswerAsync(server.Admin, method, missing + path));
        }

        Assert.Equal("value", (await server.Admin.ReadAsync(name)).Member("value"));
    }

    [Fact]
    public async Task Missing_and_forbidden_are_the_same_answer_at_grpc()
    {
        var (name, missing) = (server.NewName("secret"), server.NewName("absent"));
        await server.Admin.SetAtEdgeAsync(name, "value");
        var stranger = await StrangerAsync();
        var forbidden = await AnswerAsync(stranger, name);
        Assert.Equal(forbidden, await AnswerAsync(stranger, missing));
        Assert.Equal(forbidden, await AnswerAsync(server.Admin, missing));
        Assert.StartsWith("NotFound", forbidden, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1024 * 1024)]
    public async Task Missing_and_forbidden_take_the_same_time(int size)
    {
        Assert.SkipUnless(FullRun.IsAsked, "Statistics need the long run: QWAK_TEST_FULL=1.");
        var (name, missing) = (server.NewName("secret"), server.NewName("absent"));
        (await server.Admin.SetAsync(name, new string('v', size))).Expect(System.Net.HttpStatusCode.OK);
        var stranger = await StrangerAsync();
        var best = 0.0;

        // One such test in a hundred fails by chance alone; three in a row, one in a million.
        for (var turn = 0; turn < 3 && best <= 0.01; turn++)
        {
            var (there, absent) = await SampleAsync(stranger, name, missing);
            best = MannWhitney(there, absent);
            output.WriteLine($"{size} bytes: forbidden {Median(there):F1} µs, missing {Median(absent):F1} µs, p = {best:F3} ({Samples} each)");
        }

        Assert.True(best > 0.01, $"p = {best}");
    }

    private static async Task<(double[] There, double[] Absent)> SampleAsync(TestUser stranger, string name, string missing)
    {
        var (there, absent) = (new List<double>(), new List<double>());
        for (var i = -200; i < Samples; i++)
        {
            var first = RandomNumberGenerator.GetInt32(2);
            for (var j = 0; j < 2; j++)
            {
                var isThere = (first + j) % 2 == 0;
                var start = Stopwatch.GetTimestamp();
                await stranger.ReadAsync(isThere ? name : missing);
                var time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                if (i >= 0)
                {
                    (isThere ? there : absent).Add(time);
                }
            }
        }

        return ([.. there], [.. absent]);
    }

    /// <summary>Two-sided p of the rank-sum test, by its normal approximation.</summary>
    private static double MannWhitney(double[] a, double[] b)
    {
        var ranked = a.Select(time => (time, IsA: true)).Concat(b.Select(time => (time, IsA: false))).OrderBy(x => x.time).ToList();
        var sum = ranked.Select((x, i) => x.IsA ? i + 1.0 : 0).Sum();
        double n = a.Length, m = b.Length;
        var z = (sum - (n * (n + m + 1) / 2)) / Math.Sqrt(n * m * (n + m + 1) / 12);
        return 2 * UpperTail(Math.Abs(z));
    }

    // Abramowitz and Stegun, 26.2.17.
    private static double UpperTail(double z)
    {
        var t = 1 / (1 + (0.2316419 * z));
        var polynomial = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

    private async Task<TestUser> StrangerAsync()
    {
        var stranger = await server.NewUserAsync();
        (await server.Admin.DeleteAsync($"/api/v1/role-assignments/{stranger.Name}/*")).Expect(System.Net.HttpStatusCode.NoContent);
        return stranger;
    }

    /// <summary>Everything of an answer but its request id and its moment.</summary>
    private static async Task<string> AnswerAsync(TestUser user, string method, string path)
    {
        var answer = await user.SendAsync(new HttpMethod(method), $"/api/v1/environments/default/secrets/{path}", body: null);
        Assert.Equal(404, answer.Status);
        var headers = answer.Response.Headers.Concat(answer.Response.Content.Headers)
            .Where(header => header.Key.ToLowerInvariant() is not ("date" or "x-request-id")).Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return string.Join('\n', headers.Append(answer.Text.Replace(answer.RequestId, "", StringComparison.Ordinal)));
    }

    private static async Task<string> AnswerAsync(TestUser user, string name)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => user.Edge.GetSecretAsync(new GetSecretRequest { Name = name }, user.Headers()).ResponseAsync);
        var trailers = e.Trailers.Where(trailer => trailer.Key is not ("date" or "x-request-id")).Select(trailer => $"{trailer.Key}: {trailer.Value}");
        return $"{e.StatusCode} {e.Status.Detail}\n{string.Join('\n', trailers)}";
    }
}
