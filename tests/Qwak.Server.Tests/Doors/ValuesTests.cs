using System.Net;
using System.Text;
using Grpc.Core;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Admiral;
using Qwak.Wire.Edge;

namespace Qwak.Server.Tests.Doors;

/// <summary>Values survive byte for byte, whichever door they go in and out of.</summary>
public sealed class ValuesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Mebibyte = 1024 * 1024;

    public static TheoryData<string> Values() =>
    [
        "", " ", "\n", "\r\n", "\t \t", "  leading and trailing  ", "line\nline\r\nline\n", "\"quoted\" 'single' `back`",
        "a=b:c;d&e?f#g%20+", "$HOME ${HOME} $(id) `id` \\n \\", "user:ghp_token", "{\"a\":[1,\"b\"]}", "</script><!--",
        "żółw 🐢 \u05d0\u0301 中文", "\u0000nul\u0001\u001f\u007f", "\ufeffbom\u2028\u2029", "e\u0301 is not \u00e9", "\uffff\ufffe",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END PRIVATE KEY-----\n",

        // A character on each side of every place where the answer is cut into pieces, and across it.
        new string('a', 31) + "🐢", new string('a', 30) + "€€", "a" + new string('ż', 40), new string('"', 100),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_is_unchanged_through_every_pair_of_doors(string value)
    {
        var (rest, edge, admiral) = (server.NewName("rest"), server.NewName("edge"), server.NewName("admiral"));
        (await server.Admin.SetAsync(rest, value)).Expect(HttpStatusCode.OK);
        await server.Admin.SetAtEdgeAsync(edge, value);
        await server.Admin.Admiral.SetEnvironmentSecretAsync(Admiral(admiral, value), server.Admin.Headers());
        foreach (var name in new[] { rest, edge, admiral })
        {
            Assert.Equal(value, await server.Admin.ReadAtEdgeAsync(name));
            Assert.Equal(value, (await server.Admin.ReadAsync(name)).Member("value"));
            Assert.True((await server.Admin.SetAsync(name, value)).Json.GetProperty("unchanged").GetBoolean());
        }
    }

    [Theory]
    [InlineData('x', 1)]
    [InlineData('ż', 2)]
    [InlineData('\u0001', 1)]
    public async Task A_mebibyte_is_taken_and_a_byte_more_is_not(char character, int bytes)
    {
        var name = server.NewName("large");
        var largest = new string(character, Mebibyte / bytes);
        (await server.Admin.SetAsync(name, largest)).Expect(HttpStatusCode.OK);
        Assert.Equal(largest, await server.Admin.ReadAtEdgeAsync(name));
        await server.Admin.SetAtEdgeAsync(name, largest[1..] + new string(' ', bytes));
        Assert.Equal(largest[1..] + new string(' ', bytes), (await server.Admin.ReadAsync(name)).Member("value"));
        using var multiplexed = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/environments/default/secrets/{name}/value")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        Assert.Equal(largest[1..] + new string(' ', bytes), (await server.Admin.SendAsync(multiplexed)).Member("value"));

        (await server.Admin.SetAsync(name, largest + "x")).Expect(HttpStatusCode.RequestEntityTooLarge, QwakErrorCodes.ValueTooLarge);
        var request = new SetSecretRequest { Name = name, Value = largest + "x" };
        await Refused.WithAsync(
            StatusCode.InvalidArgument, QwakErrorCodes.ValueTooLarge, server.Admin.Edge.SetSecretAsync(request, server.Admin.Headers()));
        await Refused.WithAsync(
            StatusCode.InvalidArgument,
            QwakErrorCodes.ValueTooLarge,
            server.Admin.Admiral.SetEnvironmentSecretAsync(Admiral(name, largest + "x"), server.Admin.Headers()));
        Assert.Equal(2, (await server.Admin.ReadAsync(name)).Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_message_beyond_the_limit_of_gRPC_exhausts_resources()
    {
        var request = new SetSecretRequest { Name = "too-large", Value = new string('x', 5 * Mebibyte) };
        var e = await Assert.ThrowsAsync<RpcException>(
            () => server.Admin.Edge.SetSecretAsync(request, server.Admin.Headers()).ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused_for_good_and_not_replaced()
    {
        var name = server.NewName("bytes");
        byte[] message = [0x0a, (byte)name.Length, .. Encoding.UTF8.GetBytes(name), 0x12, 3, (byte)'a', 0xff, (byte)'b'];
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, "qwak.secret.service.SecretService", "SetSecret", Marshallers.Create(b => b, b => b), Marshallers.Create(b => b, b => b));
        var call = server.Admin.Invoker.AsyncUnaryCall(method, null, new CallOptions(server.Admin.Headers()), message);
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        // Not INTERNAL or UNAVAILABLE, which clients repeat.
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        (await server.Admin.ReadAsync(name)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_escaped_value_of_the_largest_size_fits_a_request()
    {
        var name = server.NewName("escaped");
        var json = "{\"value\":\"" + string.Concat(Enumerable.Repeat("\\u0041", Mebibyte)) + "\"}";
        var path = $"/api/v1/environments/default/secrets/{name}";
        (await server.Admin.SendAsync(HttpMethod.Put, path, TestUser.JsonBody(json))).Expect(HttpStatusCode.OK);
        Assert.Equal(new string('A', Mebibyte), await server.Admin.ReadAtEdgeAsync(name));
    }

    [Fact]
    public async Task A_value_is_in_no_answer_but_that_of_reading_it()
    {
        var (name, value) = (server.NewName("quiet"), "s3cret-value-of-quiet");
        var set = await server.Admin.SetAsync(name, value);
        var properties = await server.Admin.GetAsync($"/api/v1/environments/default/secrets/{name}");
        var list = await server.Admin.GetAsync("/api/v1/environments/default/secrets");
        var audit = await server.Admin.GetAsync("/api/v1/audit/events");
        Assert.All([set, properties, list, audit], answer => Assert.DoesNotContain(value, answer.Text, StringComparison.Ordinal));
    }

    private static SetEnvironmentSecretRequest Admiral(string name, string value) => new()
    {
        Options = new SetUserEnvironmentSecretOptions
        {
            Identifier = new EnvironmentSecretIdentifier { Name = name, EnvironmentId = "default" },
            Spec = new UserSecretSpec { Value = value },
        },
    };
}
