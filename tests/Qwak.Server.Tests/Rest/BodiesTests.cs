using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

/// <summary>What is wrong with a body is refused before anything is done, and never repeated in the answer.</summary>
public sealed class BodiesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Marker = "s3cret-marker";

    private static readonly (string Method, string Path, string Member)[] Bodies =
    [
        ("POST", "/api/v1/authentication/qwak-api-key", "qwakApiKey"),
        ("PUT", "/api/v1/environments/default/secrets/some-name", "value"),
        ("PATCH", "/api/v1/environments/default/secrets/some-name", "owner"),
        ("POST", "/api/v1/environments/default/secrets/some-name/restore", "versions"),
        ("POST", "/api/v1/environments/default/secrets/import", "secrets"),
        ("PUT", "/api/v1/environments/default/data-sources/some-source", "spec"),
        ("POST", "/api/v1/environments/default/data-sources/sample", "spec"),
        ("POST", "/api/v1/environments/default/data-sources/some-source/sample", "rows"),
        ("POST", "/api/v1/environments", "name"),
        ("POST", "/api/v1/api-keys", "user"),
        ("POST", "/api/v1/access-tokens", "description"),
        ("PUT", "/api/v1/role-assignments/someone/default", "role"),
        ("PUT", "/api/v1/policies/some-policy", "effect"),
        ("POST", "/api/v1/policies/explain", "principal"),
        ("POST", "/api/v1/users", "name"),
        ("POST", "/api/v1/service-accounts", "name"),
        ("POST", "/api/v1/groups", "name"),
        ("POST", "/api/v1/keys/rewrap", "after"),
    ];

    private static readonly (string Defect, string Json)[] Defects =
    [
        ("unknown member", "{\"MEMBER\":\"MARKER\",\"MARKER\":1}"),
        ("member twice", "{\"MEMBER\":\"MARKER\",\"MEMBER\":\"b\"}"),
        ("member twice, other capitals", "{\"MEMBER\":\"MARKER\",\"UPPER\":\"b\"}"),
        ("number for text", "{\"MEMBER\":12345678}"),
        ("object for text", "{\"MEMBER\":{\"MARKER\":\"MARKER\"}}"),
        ("array", "[\"MARKER\"]"),
        ("text", "\"MARKER\""),
        ("null", "null"),
        ("cut off", "{\"MEMBER\":\"MARKER"),
        ("more behind it", "{\"MEMBER\":\"MARKER\"} x"),
        ("comment", "{/* MARKER */\"MEMBER\":\"x\"}"),
        ("comma too many", "{\"MEMBER\":\"MARKER\",}"),
        ("half a surrogate pair", "{\"MEMBER\":\"MARKER\\ud800\"}"),
        ("nothing", ""),
    ];

    public static TheoryData<string, string, string, string> Wrong()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var (method, path, member) in Bodies)
        {
            foreach (var (defect, json) in Defects)
            {
                data.Add(method, path, defect, Fill(json, member));
            }
        }

        return data;
    }

    public static TheoryData<string, string, string> Paths() => [.. Bodies.Select(b => new TheoryDataRow<string, string, string>(b.Method, b.Path, b.Member))];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_body_is_400(string method, string path, string defect, string json)
    {
        var answer = await server.Admin.SendAsync(new HttpMethod(method), path, TestUser.JsonBody(json));
        answer.Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        Assert.DoesNotContain(Marker, answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("12345678", answer.Text, StringComparison.Ordinal);
        Assert.NotEmpty(defect);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Bytes_that_are_not_utf8_are_400(string method, string path, string member)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes($"{{\"{member}\":\"a"), 0xff, .. "\"}"u8];
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var answer = await server.Admin.SendAsync(new HttpMethod(method), path, content);
        answer.Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Another_content_type_is_415(string method, string path, string member)
    {
        var json = Fill("{\"MEMBER\":\"MARKER\"}", member);
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/xml", null })
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
            var answer = await server.Admin.SendAsync(new HttpMethod(method), path, content);
            answer.Expect(HttpStatusCode.UnsupportedMediaType, QwakErrorCodes.InvalidValue);
            Assert.DoesNotContain(Marker, answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task An_unknown_charset_is_refused(string method, string path, string member)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Fill("{\"MEMBER\":\"MARKER\"}", member)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "no-such-charset");
        var answer = await server.Admin.SendAsync(new HttpMethod(method), path, content);
        answer.Expect(HttpStatusCode.UnsupportedMediaType, QwakErrorCodes.InvalidValue);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Too_large_a_body_is_413(string method, string path, string member)
    {
        var json = $"{{\"{member}\":\"{new string('x', 14 * 1024 * 1024)}\"}}";
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = TestUser.JsonBody(json) };
        request.Headers.ExpectContinue = true;
        var answer = await server.Admin.SendAsync(request);
        answer.Expect(HttpStatusCode.RequestEntityTooLarge, QwakErrorCodes.ValueTooLarge);
    }

    [Fact]
    public async Task A_stranger_cannot_make_the_login_read_much()
    {
        var answer = await server.Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = new string('x', 20_000) });
        answer.Expect(HttpStatusCode.RequestEntityTooLarge, QwakErrorCodes.ValueTooLarge);
    }

    [Theory]
    [InlineData("POST", "/api/v1/authentication/qwak-api-key", 401, QwakErrorCodes.Unauthenticated)]
    [InlineData("PUT", "/api/v1/environments/default/secrets/some-name", 400, QwakErrorCodes.InvalidValue)]
    [InlineData("POST", "/api/v1/environments", 400, QwakErrorCodes.InvalidName)]
    [InlineData("POST", "/api/v1/api-keys", 400, QwakErrorCodes.InvalidName)]
    [InlineData("PUT", "/api/v1/role-assignments/someone/default", 400, QwakErrorCodes.InvalidValue)]
    public async Task A_missing_member_is_refused(string method, string path, int status, string code)
    {
        var answer = await server.Admin.SendAsync(new HttpMethod(method), path, TestUser.JsonBody("{}"));
        answer.Expect((HttpStatusCode)status, code);
    }

    [Fact]
    public async Task No_token_is_401_before_the_body_is_read()
    {
        foreach (var (method, path, _) in Bodies.Skip(1))
        {
            var body = new AskedFor();
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
            request.Headers.ExpectContinue = true;
            var answer = await server.Stranger.SendAsync(request);
            Assert.False(body.WasAskedFor);
            answer.Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
            Assert.Equal("Bearer", answer.Response.Headers.WwwAuthenticate.ToString());
        }
    }

    private static string Fill(string json, string member) => json
        .Replace("MEMBER", member, StringComparison.Ordinal)
        .Replace("UPPER", member.ToUpperInvariant(), StringComparison.Ordinal)
        .Replace("MARKER", Marker, StringComparison.Ordinal);

    /// <summary>A body that is sent only when the service says "100 Continue", which it does when it starts to read.</summary>
    private sealed class AskedFor : HttpContent
    {
        // A client sends a small body all the same.
        private const int Length = 100_000;

        public AskedFor() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        public bool WasAskedFor { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasAskedFor = true;
            return stream.WriteAsync(new byte[Length]).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return true;
        }
    }
}
