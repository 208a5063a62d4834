using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>HTTP/2 frames that no client sends: the connection ends with its reason, in bounded time and memory, and others are served.</summary>
[Collection(Alone.Name)]
public sealed class FramesTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const byte Headers = 1, Priority = 2, Reset = 3, Settings = 4, PushPromise = 5, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    // HPACK: ":method: GET", ":scheme: https", ":path: /", ":authority: localhost".
    private static readonly byte[] Request = [0x82, 0x87, 0x84, 0x41, 9, .. "localhost"u8];
    private StoredRows _before = null!;

    /// <summary>What is sent after a good preface and settings, and the error code of the GOAWAY (RFC 9113, 7).</summary>
    public static TheoryData<string, string, int> Wrong() => new()
    {
        { "a frame beyond the size that was allowed", Hex(Frame(0, 0, 1, new byte[20_000])), 6 },
        { "data on a stream that is not open", Hex(Frame(0, 0, 1, [1, 2, 3])), 1 },
        { "headers on stream 0", Hex(Frame(Headers, 4, 0, Request)), 1 },
        { "headers on an even stream", Hex(Frame(Headers, 5, 2, Request)), 1 },
        { "a continuation of nothing", Hex(Frame(Continuation, 4, 1, Request)), 1 },
        { "another frame within headers", Hex([.. Frame(Headers, 1, 1, Request), .. Frame(Ping, 0, 0, new byte[8])]), 1 },
        { "padding longer than the frame", Hex(Frame(Headers, 0xd, 1, [200, .. Request])), 1 },
        { "a header table that is none", Hex(Frame(Headers, 5, 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])), 9 },
        { "an index beyond the tables", Hex(Frame(Headers, 5, 1, [0xbf, 0xff])), 9 },
        { "settings of a broken length", Hex(Frame(Settings, 0, 0, new byte[5])), 6 },
        { "settings on a stream", Hex(Frame(Settings, 0, 1, new byte[6])), 1 },
        { "an acknowledgement with a body", Hex(Frame(Settings, 1, 0, new byte[6])), 6 },
        { "a window beyond its most", Hex([.. Frame(WindowUpdate, 0, 0, [0x7f, 0xff, 0xff, 0xff]), .. Frame(WindowUpdate, 0, 0, [0x7f, 0xff, 0xff, 0xff])]), 3 },
        { "a window update of nothing", Hex(Frame(WindowUpdate, 0, 0, new byte[4])), 1 },
        { "a ping of a broken length", Hex(Frame(Ping, 0, 0, new byte[7])), 6 },
        { "a promise of a client", Hex(Frame(PushPromise, 4, 1, Request)), 1 },
        { "a reset of an idle stream", Hex(Frame(Reset, 0, 1, new byte[4])), 1 },
        { "a stream that depends on itself", Hex(Frame(Priority, 0, 1, [0, 0, 0, 1, 0])), 1 },
    };

    public ValueTask InitializeAsync()
    {
        _before = StoredRows.Of(server);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        (await server.Admin.GetAsync("/health/live")).Expect(System.Net.HttpStatusCode.OK);
        _before.AssertUnchanged(server);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_frame_ends_the_connection_with_its_reason(string what, string hex, int error)
    {
        await using var tls = await OpenAsync();
        await tls.WriteAsync(Convert.FromHexString(hex));
        Assert.Equal((what, error), (what, await ErrorAsync(tls)));
    }

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000")]
    public async Task A_wrong_preface_ends_the_connection(string preface)
    {
        await using var tls = await RawHttp.ConnectAsync(server, SslApplicationProtocol.Http2);
        await tls.WriteAsync(Encoding.Latin1.GetBytes(preface));
        await ErrorAsync(tls);
    }

    [Fact]
    public async Task Headers_that_never_end_are_cut_off_at_the_limit()
    {
        // CONTINUATION flood: 16 KiB each, never END_HEADERS.
        var literal = (byte[])[0x00, 1, (byte)'x', 0x7f, 0x80, 0x7e, .. Enumerable.Repeat((byte)'y', 127 + (0x7e << 7) - 127)];
        var (sent, isStopped) = await FloodAsync(i => i == 0 ? Frame(Headers, 1, 1, Request) : Frame(Continuation, 0, 1, literal[..16_000]), 10_000);
        Assert.True(isStopped);
        Assert.InRange(sent, 1, 2000);
    }

    [Fact]
    public async Task Streams_that_are_reset_at_once_are_bounded()
    {
        // Rapid reset (CVE-2023-44487).
        var (_, isStopped) = await FloodAsync(i => [.. Frame(Headers, 5, (2 * i) + 1, Request), .. Frame(Reset, 0, (2 * i) + 1, [0, 0, 0, 8])], 100_000);
        Assert.True(isStopped);
    }

    [Fact]
    public async Task Settings_and_pings_that_are_never_read_back_are_bounded()
    {
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        // Its answers come to 52 MB, far more than the sockets' buffers take.
        var (_, isStopped) = await FloodAsync(_ => [.. Frame(Settings, 0, 0, []), .. Frame(Ping, 0, 0, new byte[8])], 2_000_000);
        Assert.True(isStopped);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 32 * 1024 * 1024);
    }

    /// <summary>Writes, and reads nothing, until the service ends the connection or takes no more from it.</summary>
    private async Task<(int Sent, bool IsStopped)> FloodAsync(Func<int, byte[]> frame, int most)
    {
        await using var tls = await OpenAsync();
        using var patience = new CancellationTokenSource();
        for (var i = 0; i < most; i++)
        {
            patience.CancelAfter(TimeSpan.FromSeconds(3));
            try
            {
                await tls.WriteAsync(frame(i), patience.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                return (i, true);
            }
        }

        return (most, false);
    }

    private async Task<SslStream> OpenAsync()
    {
        var tls = await RawHttp.ConnectAsync(server, SslApplicationProtocol.Http2);
        await tls.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(Preface), .. Frame(Settings, 0, 0, [])]);
        return tls;
    }

    /// <summary>The error code of the GOAWAY with which the service ends the connection; null when it ends without.</summary>
    private static async Task<int?> ErrorAsync(SslStream tls)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        int? error = null;
        var header = new byte[9];
        try
        {
            while (await tls.ReadAtLeastAsync(header, 9, throwOnEndOfStream: false, patience.Token) == 9)
            {
                var body = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
                await tls.ReadExactlyAsync(body, patience.Token);
                error = header[3] == GoAway ? BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(4)) : error;
            }
        }
        catch (IOException)
        {
            // Reset by the service: ended as well.
        }

        return error;
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] body)
    {
        var frame = new byte[9 + body.Length];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        body.CopyTo(frame, 9);
        return frame;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
}
