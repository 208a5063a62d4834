using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>gRPC messages that are none: refused with a lasting status, and nothing is stored.</summary>
public sealed class MessagesTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private StoredRows _before = null!;

    public static TheoryData<string, string> Malformed() => new()
    {
        { "cut off within a field", "0a0361" },
        { "a length beyond the end", "0affffffff07" },
        { "a varint that does not end", "0affffffffffffffffffffff01" },
        { "field number 0", "0203616263" },
        { "wire type 6", "0e0361626312017812" },
        { "a group that is not closed", "0a03616263120176" + "1b" },
        { "a group closed by another", "0a03616263120176" + "1b24" },
        { "not UTF-8 in the name", "0a04616263ff120176" },
        { "not UTF-8 in the value", "0a03616263" + "1203" + "61ff62" },
        { "an overlong UTF-8 sequence", "0a03616263" + "1202" + "c080" },
        { "a surrogate in UTF-8", "0a03616263" + "1203" + "eda080" },
        { "random bytes", "9f3c77e1a05b6690cc0f12de" },
    };

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

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_message_is_an_invalid_argument(string what, string hex)
    {
        Assert.NotEmpty(what);
        var frame = RawGrpc.Frame(Convert.FromHexString(hex));
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, frame)).Expect(StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue);
    }

    [Fact]
    public async Task A_frame_that_lies_about_its_length_is_an_invalid_argument()
    {
        var message = RawGrpc.Message("framed-name", "v"u8.ToArray());
        foreach (var body in new[]
        {
            RawGrpc.Frame(message, length: (uint)message.Length + 1), RawGrpc.Frame(message)[..3], [], RawGrpc.Frame(message, length: (uint)message.Length - 1),
            [.. RawGrpc.Frame(message), .. RawGrpc.Frame(message)],
        })
        {
            (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, body)).Expect(StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue);
        }
    }

    [Fact]
    public async Task A_frame_that_announces_gigabytes_is_refused_without_reading_them()
    {
        var frame = RawGrpc.Frame([1, 2, 3], length: uint.MaxValue / 2);
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, frame)).Expect(StatusCode.ResourceExhausted, QwakErrorCodes.ValueTooLarge);
    }

    [Fact]
    public async Task A_compressed_bomb_is_refused_at_the_limit_of_a_message()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 512; i++)
            {
                gzip.Write(zeros);
            }
        }

        Assert.InRange(bomb.Length, 1, 1024 * 1024);
        var frame = RawGrpc.Frame(bomb.ToArray(), isCompressed: true);
        var before = GC.GetTotalAllocatedBytes();
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, frame, encoding: "gzip")).Expect(StatusCode.ResourceExhausted, QwakErrorCodes.ValueTooLarge);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_message_in_an_unknown_or_no_encoding_is_refused()
    {
        var frame = RawGrpc.Frame(RawGrpc.Message("packed-name", "v"u8.ToArray()), isCompressed: true);
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, frame, encoding: "zstd")).Expect(StatusCode.Unimplemented, null);
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, frame, encoding: "gzip")).Expect(StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue);
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, frame)).Expect(StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("text/plain")]
    public async Task Another_content_type_does_not_reach_a_method(string type)
    {
        var answer = await RawGrpc.SendAsync(server.Admin, RawGrpc.SetSecret, RawGrpc.Frame(RawGrpc.Message("typed-name", "v"u8.ToArray())), type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
    }

    [Fact]
    public async Task An_unknown_field_is_passed_over_and_not_kept()
    {
        // As protobuf promises to clients that are newer than the service.
        var message = (byte[])[.. RawGrpc.Message("missing-name", []), 0x7a, 4, .. "evil"u8];
        (await RawGrpc.SendAsync(server.Admin, RawGrpc.GetSecret, RawGrpc.Frame(message))).Expect(StatusCode.NotFound, QwakErrorCodes.NotFound);
    }
}
