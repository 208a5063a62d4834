using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>Bad names, values, encodings, headers and hosts at both doors: each refused with its code, and nothing is stored.</summary>
public sealed class RequestsTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string Secret = "/api/v1/environments/default/secrets/some-name";
    private StoredRows _before = null!;

    public ValueTask InitializeAsync()
    {
        _before = StoredRows.Of(server);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _before.AssertUnchanged(server);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Names_that_look_like_others_or_hide_something_are_refused_at_every_door()
    {
        string[] names =
        [
            "ab", new('a', 101), "Some-name", "some_name", "-some", "some-", "s\u043eme-name", "some\u2010name", "some\u200b-name", "some-n\u0430me",
            "\uff53ome-name", "some-name\u0301", "some\u202ename", "some\u0000name", "some\u001bname", "some\u007fname", "some\r\nname", "ſome-name",
        ];
        foreach (var name in names)
        {
            var headers = server.Admin.Headers();
            await Refused.WithAsync(
                StatusCode.InvalidArgument, QwakErrorCodes.InvalidName, server.Admin.Edge.SetSecretAsync(new() { Name = name, Value = "v" }, headers));
            await Refused.WithAsync(
                StatusCode.InvalidArgument,
                QwakErrorCodes.InvalidName,
                server.Admin.Admiral.SetEnvironmentSecretAsync(
                    new() { Options = new() { Identifier = new() { Name = name, EnvironmentId = "default" }, Spec = new() { Value = "v" } } }, headers));
            if (!name.Contains('\0', StringComparison.Ordinal)) // no such path
            {
                (await server.Admin.SetAsync(Uri.EscapeDataString(name), "v")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
            }
        }
    }

    [Theory]
    [InlineData("%c0%ae%c0%ae")]
    [InlineData("some%ff-name")]
    [InlineData("some%00name")]
    [InlineData("%2e%2e%2fwhoami")]
    [InlineData("some%name")]
    public async Task A_path_that_is_no_path_reaches_nothing(string name)
    {
        var answer = await RawHttp.SendAsync(server, $"PUT /api/v1/environments/default/secrets/{name} HTTP/1.1", "{\"value\":\"v\"}", server.Admin.Token);
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity, gzip")]
    [InlineData("zstd")]
    public async Task A_compressed_body_is_refused_unread_at_the_rest_door(string encoding)
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("{\"value\":\"" + new string(' ', 4 * 1024 * 1024) + "\"}"));
        }

        var content = new ByteArrayContent(bomb.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        var answer = await server.Admin.SendAsync(HttpMethod.Put, Secret, content);
        answer.Expect(HttpStatusCode.UnsupportedMediaType, QwakErrorCodes.InvalidValue);
        Assert.Contains("compress", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_the_limit_are_431_and_a_long_line_is_414()
    {
        Assert.StartsWith("HTTP/1.1 431 ", await RawHttp.SendAsync(server, "GET /health/live HTTP/1.1", headers: $"x-large: {new string('x', 40_000)}\r\n"), StringComparison.Ordinal);
        var many = string.Concat(Enumerable.Range(0, 200).Select(i => $"x-{i}: y\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await RawHttp.SendAsync(server, "GET /health/live HTTP/1.1", headers: many), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await RawHttp.SendAsync(server, $"GET /{new string('x', 10_000)} HTTP/1.1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oversized_headers_end_the_request_at_the_grpc_door()
    {
        var headers = server.Admin.Headers();
        headers.Add("x-large", new string('x', 40_000));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await server.Admin.Edge.SetSecretAsync(new() { Name = "some-name", Value = "v" }, headers));
        Assert.NotEqual(StatusCode.OK, e.StatusCode);
        (await server.Admin.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n")]
    [InlineData("POST /api/v1/authentication/qwak-api-key HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /api/v1/authentication/qwak-api-key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("GET /health/live HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\r\n\r\n")]
    public async Task What_is_not_http_is_400_or_505_or_ends(string text)
    {
        var answer = await RawHttp.ExchangeAsync(server, text);
        Assert.Matches("^(HTTP/1.1 (400|505) |$)", answer);
    }

    [Fact]
    public async Task A_body_with_two_lengths_is_not_read_as_two_requests()
    {
        const string Smuggled = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var answer = await RawHttp.ExchangeAsync(
            server,
            "POST /api/v1/authentication/qwak-api-key HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Smuggled.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}");
        Assert.DoesNotContain("\"live\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_none_of_ours_is_refused_at_both_doors_once_there_are_two_environments()
    {
        await using var two = await ServerFixture.StartAsync();
        await two.CreateEnvironmentAsync("production");
        var before = StoredRows.Of(two);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/environments/default/secrets/some-name/value") { Headers = { Host = "rebound.example.com" } };
        (await two.Admin.SendAsync(request)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
        var answer = await RawGrpc.SendAsync(
            two.Admin, RawGrpc.SetSecret, RawGrpc.Frame(RawGrpc.Message("some-name", "v"u8.ToArray())), host: "rebound.example.com");
        answer.Expect(StatusCode.FailedPrecondition, QwakErrorCodes.UnknownEnvironment);
        before.AssertUnchanged(two);
    }
}
