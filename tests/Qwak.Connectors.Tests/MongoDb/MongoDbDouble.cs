using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.MongoDb;

/// <summary>
/// Speaks as much of MongoDB's wire protocol as a client needs to find a server, log in and read a collection, over TLS.
/// Written after the vendor's pages: "MongoDB Wire Protocol" (message header, OP_MSG, OP_QUERY and OP_REPLY of the first
/// handshake; mongodb.com/docs/manual/reference/mongodb-wire-protocol), "hello", "find", "getMore" and "listCollections"
/// (…/reference/command), "Error Codes", and the vendor's specifications "MongoDB Handshake" and "Authentication" (SCRAM-SHA-256,
/// RFC 5802 and RFC 7677). <see cref="MongoDbVendorTests"/> has the vendor's own client accept it.
/// </summary>
internal sealed class MongoDbDouble : IAsyncDisposable
{
    private const int OpReply = 1;
    private const int OpQuery = 2004;
    private const int OpMsg = 2013;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _user;
    private readonly string _password;
    private int _lastId;

    private MongoDbDouble(string user, string password) => (_user, _password) = (user, password);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What a member of a replica set tells of the set; none for a server of its own.</summary>
    public string[] Members { get; set; } = [];

    public bool SpeaksTls { get; init; } = true;

    /// <summary>The commands, in the order in which they came.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public int Connections { get; private set; }

    public static MongoDbDouble Start(string user, string password, bool speaksTls = true, params string[] members)
    {
        var server = new MongoDbDouble(user, password) { SpeaksTls = speaksTls, Members = members };
        server._listener.Start();
        _ = server.AcceptAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var socket = await _listener.AcceptSocketAsync(_stop.Token);
            Connections++;
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            if (!SpeaksTls)
            {
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
                return;
            }

            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificates.Localhost }, _stop.Token);
            var session = new MongoDbSession(_user, _password, $"localhost:{Port}", Members);
            while (await ReadAsync(tls) is var (id, code, command))
            {
                Commands.Enqueue(command.ElementCount > 0 ? command.GetElement(0).Name : "");
                if (await session.AnswerAsync(command, _stop.Token) is not { } answer)
                {
                    return;
                }

                await WriteAsync(tls, id, code, answer);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone.
        }
    }

    /// <summary>The next request; OP_QUERY comes in the first handshake alone.</summary>
    private static async Task<(int Id, int Code, BsonDocument Command)> ReadAsync(Stream stream)
    {
        var header = new byte[16];
        await stream.ReadExactlyAsync(header);
        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - header.Length];
        await stream.ReadExactlyAsync(body);
        var (id, code) = (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)));

        // OP_MSG: flags, and a section of kind 0. OP_QUERY: flags, name with its NUL, two numbers.
        var start = code == OpMsg ? 5 : Array.IndexOf(body, (byte)0, 4) + 1 + 8;
        var length = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(start));
        return (id, code, BsonSerializer.Deserialize<BsonDocument>(body[start..(start + length)]));
    }

    private async Task WriteAsync(Stream stream, int responseTo, int code, BsonDocument answer)
    {
        // OP_REPLY: flags, cursor, start, number of documents. OP_MSG: flags and the kind of the section.
        byte[] prefix = code == OpQuery ? [8, 0, 0, 0, .. new byte[12], 1, 0, 0, 0] : new byte[5];
        var document = answer.ToBson(writerSettings: new BsonBinaryWriterSettings { MaxSerializationDepth = 1000 });
        var message = new byte[16 + prefix.Length + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), Interlocked.Increment(ref _lastId));
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), responseTo);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), code == OpQuery ? OpReply : OpMsg);
        prefix.CopyTo(message, 16);
        document.CopyTo(message, 16 + prefix.Length);
        await stream.WriteAsync(message);
    }
}
