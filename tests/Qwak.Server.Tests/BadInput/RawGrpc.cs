using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>A call of the gRPC door whose every byte the test chooses.</summary>
internal static class RawGrpc
{
    public const string SetSecret = "/qwak.secret.service.SecretService/SetSecret";
    public const string GetSecret = "/qwak.secret.service.SecretService/GetSecret";

    public static byte[] Frame(byte[] message, bool isCompressed = false, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Field 1, the name, and field 2, the value.</summary>
    public static byte[] Message(string name, byte[] value) => [0x0a, .. Text(Encoding.UTF8.GetBytes(name)), 0x12, .. Text(value)];

    public static async Task<RawAnswer> SendAsync(
        TestUser user, string path, byte[] body, string contentType = "application/grpc", string? encoding = null, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Host = host;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        using var response = await user.SendRawAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return new RawAnswer(response.StatusCode, Find("grpc-status"), Find("x-qwak-code"), Uri.UnescapeDataString(Find("grpc-message") ?? ""));

        string? Find(string name) =>
            response.TrailingHeaders.TryGetValues(name, out var trailer) ? trailer.Single()
            : response.Headers.TryGetValues(name, out var header) ? header.Single() : null;
    }

    private static byte[] Text(byte[] text)
    {
        var length = new List<byte>();
        var rest = text.Length;
        for (; rest >= 0x80; rest >>= 7)
        {
            length.Add((byte)(rest | 0x80));
        }

        return [.. length, (byte)rest, .. text];
    }
}

internal sealed record RawAnswer(HttpStatusCode Http, string? GrpcStatus, string? Code, string Message)
{
    public void Expect(StatusCode status, string? code)
    {
        Assert.True(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture) == GrpcStatus, $"expected {status}, got {this}");
        Assert.True(code == Code, $"expected {code}, got {this}");
        Assert.NotEmpty(Message);
        Assert.DoesNotContain("xception", Message, StringComparison.Ordinal);
    }
}
